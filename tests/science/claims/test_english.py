"""A text in another language is refused, so that silence is never taken for an honest text."""

import csv
from pathlib import Path

import pytest

from secretome.claims import check_document, reads_as_english, text_of_bytes
from secretome.errors import BadInput

HERE = Path(__file__).parent
OTHERS = {
    "German": "Exosomen haben keine Nebenwirkungen und wirken im Körper bis zu sechs Monate. Sie "
    "helfen bei Arthrose, bei Asthma und nach einem Schlaganfall. Die Behandlung ist sicher.",
    "French": "Les exosomes n'ont pas d'effets secondaires et restent actifs dans le corps pendant "
    "six mois. Ils soignent l'arthrose, l'asthme et les suites d'un accident vasculaire.",
    "Spanish": "Los exosomas no tienen efectos secundarios y siguen activos en el cuerpo durante "
    "seis meses. Ayudan en la artrosis, el asma y después de un ictus. El tratamiento es seguro.",
    "Dutch": "Exosomen hebben geen bijwerkingen en blijven tot zes maanden actief in het lichaam. "
    "Ze helpen bij artrose, astma en na een beroerte. De behandeling is veilig en goedkoop.",
    "Russian": "Экзосомы не имеют побочных эффектов и остаются активными в организме до шести "
    "месяцев. Они помогают при артрозе, астме и после инсульта. Лечение безопасно и быстро.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_one_clear_sentence(language):
    file = text_of_bytes(OTHERS[language].encode(), name="a.txt")
    with pytest.raises(BadInput, match="does not read as English"):
        check_document(file)


def test_english_is_read_in_every_style():
    for name in ("train", "dev"):
        with (HERE / f"sentences_{name}.csv").open(encoding="utf-8", newline="") as rows:
            texts = [row["text"] for row in csv.DictReader(rows)]
        for start in range(0, len(texts) - 5, 5):
            assert reads_as_english(" ".join(texts[start : start + 5]))


def test_a_few_words_are_taken_for_english():
    assert reads_as_english("Zero risk.")
    assert reads_as_english("")
