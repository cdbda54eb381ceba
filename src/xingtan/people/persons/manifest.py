"""What persons offer the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import AddressBook, Manifest, Permission
from xingtan.people.persons import data, selectors

MANIFEST = Manifest(
    address_books=(
        AddressBook(code="persons.email", channel="email", addresses=selectors.mail_addresses),
        AddressBook(code="persons.phone", channel="sms", addresses=selectors.phone_numbers),
    ),
    permissions=(
        Permission(
            code=data.REVEAL,
            label=_("查看完整证件号和电话"),
            roles=("bureau_staff", "principal", "school_administrator", "homeroom_teacher"),
        ),
    ),
)
