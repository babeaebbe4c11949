"""Writes of the quality room, one verb per intention."""

from secretome_record.quality.investigating import reasons_against_no_cause
from secretome_record.quality.rules import (
    AFTER_REVIEW,
    LineText,
    reasons_against_releaser,
    reasons_against_reviewer,
)
from secretome_record.quality.services.deciding import (
    hold_lot,
    lift_hold,
    reject_lot,
    release_lot,
    reopen_lot,
    review_lot,
)
from secretome_record.quality.services.deviations import assess_deviation, close_deviation
from secretome_record.quality.services.dropping import (
    READ_FILE,
    Dropped,
    drop_files,
    read_dropped_file,
)
from secretome_record.quality.services.investigations import (
    confirm_oos,
    decide_under_protocol,
    find_laboratory_error,
    find_no_cause,
    find_no_error,
    is_oos,
    open_investigation,
    plan_retests,
)
from secretome_record.quality.services.results import (
    enter_result,
    invalidate_result,
    judge_again,
    take_results,
    verify_result,
)
from secretome_record.quality.services.sampling import add_file, start_run, take_sample
from secretome_record.quality.services.specifications import (
    approve_specification,
    write_specification,
)

__all__ = [
    "AFTER_REVIEW",
    "READ_FILE",
    "Dropped",
    "LineText",
    "add_file",
    "approve_specification",
    "assess_deviation",
    "close_deviation",
    "confirm_oos",
    "decide_under_protocol",
    "drop_files",
    "enter_result",
    "find_laboratory_error",
    "find_no_cause",
    "find_no_error",
    "hold_lot",
    "invalidate_result",
    "is_oos",
    "judge_again",
    "lift_hold",
    "open_investigation",
    "plan_retests",
    "read_dropped_file",
    "reasons_against_no_cause",
    "reasons_against_releaser",
    "reasons_against_reviewer",
    "reject_lot",
    "release_lot",
    "reopen_lot",
    "review_lot",
    "start_run",
    "take_results",
    "take_sample",
    "verify_result",
    "write_specification",
]
