"""Pictures: checked before they are opened, and drawn anew before others see them."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from xingtan.kernel.files.errors import PictureTooLarge, PictureUnreadable

MOST_PIXELS = 40_000_000
AVATAR_SIDE = 512
SMALL_SIDE = 96
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def size_of(path: Path) -> tuple[int, int]:
    """Width and height from the header alone.

    Raises:
        PictureTooLarge: it would unfold to more than `MOST_PIXELS`.
        PictureUnreadable: it is damaged, or no picture.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(path) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise PictureTooLarge(limit=MOST_PIXELS // 10_000)
                picture.verify()
        except Image.DecompressionBombError as error:
            raise PictureTooLarge(limit=MOST_PIXELS // 10_000) from error
        except BROKEN as error:
            raise PictureUnreadable from error
    return width, height


def fitted(path: Path, shape: tuple[int, int] = (AVATAR_SIDE, AVATAR_SIDE)) -> bytes:
    """The middle of a picture as a new JPEG of this width and height. Place, camera and whatever hid in it stay behind.

    Raises:
        PictureTooLarge, PictureUnreadable: as `size_of`.
    """
    size_of(path)
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (shape[0] * 2, shape[1] * 2))
            upright = ImageOps.exif_transpose(picture)
            flat = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
            drawn = ImageOps.fit(flat, shape, Image.Resampling.LANCZOS)
    except BROKEN as error:
        raise PictureUnreadable from error
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()
