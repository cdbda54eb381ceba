"""Forms of the exchange, by noun."""

from xingtan.apps.exchange.forms.partners import AddPartnerForm, PartnerForm
from xingtan.apps.exchange.forms.sets import ApplyForm, DeliveryForm, LinkForm, MendForm, UploadForm

__all__ = ["AddPartnerForm", "ApplyForm", "DeliveryForm", "LinkForm", "MendForm", "PartnerForm", "UploadForm"]
