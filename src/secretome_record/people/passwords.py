"""Refuses passwords made of the words of this house, which a guesser tries first."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_WORDS = ("secretome", "exosome", "stemcell", "stem cell", "vesicle", "password", "hospital")


class HouseWordsValidator:
    """A password must not lean on a word that stands on every page (ASVS 5.0 V6.2.11)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse when a house word makes up more than half of the password."""
        del user
        plain = password.casefold()
        for word in _WORDS:
            if word in plain and len(word) * 2 > len(plain):
                raise ValidationError(
                    _("The password leans on the word '%(word)s'. Use words nobody would guess."),
                    code="house_word",
                    params={"word": word},
                )

    def get_help_text(self) -> str:
        """What stands beside the field."""
        return _("Do not build it on a word of this site.")
