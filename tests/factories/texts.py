"""Texts for patients for tests, written and published through the services."""

from factories.people import AT, signed
from secretome_record.people.roles import Role
from secretome_record.texts import science, services
from secretome_record.texts.states import DESPITE

HONEST = "It is not known whether secretome helps.\n\n- Do not stop your medicines.\n"
CLAIM = "Exosomes have no side effects."
PARTLY = "Secretome modulates the immune system."


def write(crew, body=HONEST, *, by=None, **more):
    """A draft of the crew's site."""
    words = {"title": "About our product", "body": body} | more
    return services.draft_text(site=crew.site, by=by or crew.coordinator, at=AT, **words)


def seen_of(text):
    """The fingerprint that the page of a text sends when it is published."""
    return science.fingerprint(text.checked)


def despite_sign(person):
    """The signature of the medical advisor on a text with claims."""
    return signed(person, DESPITE, Role.MEDICAL_ADVISOR)


def publish(crew, text):
    """The same text, published without claims."""
    return services.publish_text(text=text, seen=seen_of(text), by=crew.coordinator, at=AT)


def publish_despite(crew, text, reason="It quotes an advertisement"):
    """The same text, published with its claims, signed by the medical advisor."""
    advisor = crew.medical_advisor
    return services.publish_text(
        text=text, seen=seen_of(text), by=advisor, at=AT, signature=despite_sign(advisor),
        reason=reason,
    )  # fmt: skip
