"""The words around an answer on its private page, in each language; a review covers them too."""

import hashlib
import json
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

LANGUAGE_NAMES = {"en": _("English"), "de": _("German")}

PAGE_WORDS: dict[str, dict[str, str]] = {
    "met": {
        "en": "This holds for you: {text}",
        "de": "Das gilt für Sie: {text}",
    },
    "permit": {
        "en": "the permit that we keep ({place})",
        "de": "der Erlaubnis, die uns vorliegt ({place})",
    },
    "session": {"en": "Session", "de": "Termin"},
    "visit": {"en": "Check-up", "de": "Prüf-Besuch"},
    "advisor": {"en": "Medical advisor", "de": "Medizinische Beratung"},
    "language": {"en": "Language", "de": "Sprache"},
    "signed_in": {
        "en": "The answer was signed in English. Every number is the same in both languages.",
        "de": "Die Antwort wurde auf Deutsch unterschrieben. Alle Zahlen sind in beiden Sprachen "
        "gleich.",
    },
    "translated": {
        "en": "This is the same answer in English. The one that was signed is in German.",
        "de": "Das ist die gleiche Antwort auf Deutsch. Unterschrieben ist die englische.",
    },
    "in_short": {"en": "In short", "de": "Kurz gesagt"},
    "beside": {"en": "Side by side", "de": "Im Vergleich"},
    "compare": {"en": "What do you want to compare?", "de": "Was möchten Sie vergleichen?"},
    "show": {"en": "Show these", "de": "Diese zeigen"},
    "question": {"en": "Question", "de": "Frage"},
    "sources": {"en": "Where this comes from", "de": "Woher das kommt"},
    "source": {"en": "Source", "de": "Quelle"},
    "row": {
        "en": "See it in our table of studies",
        "de": "In unserer Tabelle der Studien ansehen (auf Englisch)",
    },
    "original": {"en": "Read the study", "de": "Die Studie lesen"},
    "download": {"en": "Download to print (PDF)", "de": "Zum Drucken laden (PDF)"},
    "signed_by": {
        "en": "Signed “answer given” by {name}, {role},",
        "de": "Unterschrieben als „Antwort gegeben“ von {name}, {role},",
    },
    "holds": {
        "en": "Every word is as it was signed.",
        "de": "Jedes Wort ist so, wie es unterschrieben wurde.",
    },
    "broken": {
        "en": "The text is no longer what was signed. Do not rely on it; call the programme.",
        "de": "Der Text ist nicht mehr der, der unterschrieben wurde. Verlassen Sie sich nicht "
        "darauf; rufen Sie uns an.",
    },
    "decide": {"en": "You decide", "de": "Sie entscheiden"},
    "deciding": {
        "en": "Saying yes is no consent to a treatment: it means that we go on and write a plan, "
        "which you see and sign first. Saying no changes nothing in your care. Take your time; "
        "this address closes",
        "de": "Ein Ja ist noch keine Zustimmung zu einer Behandlung: Wir schreiben dann einen "
        "Plan, den Sie zuerst sehen und unterschreiben. Ein Nein ändert nichts an Ihrer "
        "Versorgung. Lassen Sie sich Zeit; diese Adresse schließt",
    },
    "yes": {"en": "Yes, go on", "de": "Ja, weiter"},
    "no": {"en": "No, thank you", "de": "Nein, danke"},
    "request": {"en": "Request", "de": "Anfrage"},
    "open_title": {"en": "Open your answer", "de": "Ihre Antwort öffnen"},
    "open_lead": {
        "en": "Type your birth date. After five wrong tries this address is locked.",
        "de": "Geben Sie Ihr Geburtsdatum ein. Nach fünf falschen Versuchen ist diese Adresse "
        "gesperrt.",
    },
    "birth_date": {"en": "Your birth date", "de": "Ihr Geburtsdatum"},
    "open": {"en": "Open", "de": "Öffnen"},
    "sheet_title": {"en": "Your private answer", "de": "Ihre persönliche Antwort"},
    "sheet_at": {
        "en": "The answer to your request can be read at this address:",
        "de": "Die Antwort auf Ihre Anfrage steht unter dieser Adresse:",
    },
    "sheet_open": {
        "en": "Open the address or scan the square.",
        "de": "Öffnen Sie die Adresse oder scannen Sie das Quadrat.",
    },
    "sheet_type": {
        "en": "Type your birth date. After five wrong tries the address is locked.",
        "de": "Geben Sie Ihr Geburtsdatum ein. Nach fünf falschen Versuchen ist die Adresse "
        "gesperrt.",
    },
    "sheet_read": {
        "en": "Read the answer, alone or with somebody you trust. Then say yes or no there, if "
        "you like.",
        "de": "Lesen Sie die Antwort, allein oder mit jemandem, dem Sie vertrauen. Sagen Sie dort "
        "Ja oder Nein, wenn Sie möchten.",
    },
    "sheet_keep": {
        "en": "Keep this sheet to yourself. The address closes",
        "de": "Behalten Sie dieses Blatt für sich. Die Adresse schließt",
    },
    "sheet_square": {"en": "The address as a QR code", "de": "Die Adresse als QR-Code"},
}


def words_in(language: str) -> dict[str, str]:
    """Every word of the page in one language."""
    return {key: texts[language] for key, texts in PAGE_WORDS.items()}


def page_words(language: str) -> Callable[..., str]:
    """Return who says a line of the page in one language, with its values filled in."""
    known = words_in(language)

    def say(key: str, **values: str) -> str:
        return known[key].format(**values)

    return say


def page_words_version(language: str) -> str:
    """The version of the page's words in one language; a review of a translation names it."""
    text = json.dumps(words_in(language), ensure_ascii=False, sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
