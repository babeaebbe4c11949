"""The long work of the treatments room: computing where a plan's dose goes."""

from secretome_record.jobs.registry import register
from secretome_record.treatments.body.services import WORK, keep_course

register(WORK, keep_course)
