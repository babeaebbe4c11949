"""Texts for patients of the demo: one that is public, and a draft that says too much."""

from datetime import datetime

from secretome_record.demo.crew import DemoCrew
from secretome_record.texts import science, services

_HONEST = """This leaflet is about secretome, a product made from what stem cells release.

# It is unlicensed

No regulator that we know of has licensed such a medicine. You can receive it only in a trial or
under another named legal basis. Ask for the trial number and who pays if you are harmed.

# What is known

For your condition we tell you how many studies in people we found and how many had a control
group. If the answer is "none", we say none. Better after treatment does not mean better because
of treatment.

# Harm is possible

Infection, allergy, lumps and scars have been reported. Long-term risks are unknown.

# What you should not do

- Do not stop your medicines.
- Do not delay an operation or urgent care.
"""

_ADVERTISEMENT = """Exosomes act on the cells around them exactly as stem cells would, and they
have no side effects at all.

We treat multiple sclerosis, arthritis and COPD.

One infusion remains active in your body for up to six months and costs less than cells. It is not
known whether it helps after a stroke.
"""


def tell_patients(crew: DemoCrew, at: datetime) -> None:
    """Publish an honest leaflet; leave a draft whose claims nobody has signed."""
    writer = crew["coordinator"]
    leaflet = services.draft_text(
        site=crew.site, title="What you should know before you decide", body=_HONEST,
        by=writer, at=at, is_demo=True,
    )  # fmt: skip
    seen = science.fingerprint(leaflet.checked)
    services.publish_text(text=leaflet, seen=seen, by=writer, at=at)
    services.draft_text(
        site=crew.site, title="Exosomes for you", body=_ADVERTISEMENT, by=writer, at=at,
        is_demo=True,
    )  # fmt: skip
