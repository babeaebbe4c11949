"""Names and words of the NanoSight export, as they stand in files of NTA 3.2 and 3.4."""

import re

from secretome.instruments.measurement import Severity

NOTE, CAUTION, UNRELIABLE = Severity.NOTE, Severity.CAUTION, Severity.UNRELIABLE

OPENINGS = ("NTA Experiment Summary File", "NTA Single Analysis Summary File")
DETAILS = "Experiment Details"
CONDITIONS = "Conditions"
SETTINGS = "Settings"
RESULTS = "Results"
WARNINGS = "Concentration Warnings"
INFORMATION = "Information"
DATA_INCLUDED = "Data Included"
SIZE_DATA = "Size Data"
NEEDED_SECTIONS = (DETAILS, RESULTS, SIZE_DATA)
MAY_REPEAT = frozenset({SIZE_DATA, "Diffusion Coefficient Data"})

CAPTURE_NAMES = "Filename:"
DILUTION = "Dilution factor (concentrations adjusted for this factor)"
NOT_RECORDED = "not recorded"
CONCENTRATION = "Concentration (Particles / ml)"
COUNT_UNIT = "concentration(particles/ml)"
LARGEST_COUNT_PER_ML = 1e18  # a bin above this is damage, not vesicles
LAST_EDGE_STEP_NM = 1000.0  # every table seen ends at 1000 nm

# attribute -> row of [Results] that prints it
RESULT_ROWS = {
    "completed_tracks": "Completed tracks",
    "particles_per_frame": "Particles per frame",
    "centres_per_frame": "Centres per frame",
}
# attribute -> row of the size statistics that prints it
SIZE_ROWS = {
    "size_mean": "Mean",
    "size_mode": "Mode",
    "size_sd": "SD",
    "size_d10": "D10",
    "size_d50": "D50",
    "size_d90": "D90",
}
VALID_TRACKS = "Valid Tracks"
KEPT_RESULTS = ("Concentration Upgrade?", "X-Drift (pix/frame)", "Y-Drift (pix/frame)")
# settings that must be equal over the captures that are averaged
SAME_SETTINGS = frozenset(
    {"camera_type", "laser_type", "camera_level", "slider_shutter", "slider_gain", "shutter_ms",
     "frame_rate_fps", "detection_threshold", "blur", "min_track_length"}
)  # fmt: skip

CONVENTIONS = (
    "concentration: sum of the number-weighted size bins, particles/mL",
    "size_mean, size_sd: from bin centres; size_mode: centre of the highest bin",
    "size_d10, size_d50, size_d90: cumulative curve linear inside each bin",
    "bin edges: half a bin around the printed centre (NTA 3.2 prints D-values one bin lower)",
    "sample values: mean over captures with a distribution, sd with n - 1",
)

# How far a printed number may lie from the one computed from the bins (rounding only).
CONCENTRATION_TOLERANCE = 0.006  # relative
SIZE_TOLERANCE_NM = {"size_mean": 0.08, "size_sd": 0.08, "size_mode": 0.6}
D_TOLERANCE_NM = 0.08
PROVEN_VERSIONS = ("NTA 3.2",)  # the others are read by description and on synthetic files
D_OFFSETS_NM = {"NTA 3.2": 1.0, "NTA 3.4": 0.0}  # NTA 3.2 prints D-values one bin lower

FINE_WORDS = frozenset({"", "ok", "no"})
_FEW_TRACKS = {
    "no data": ("nta_too_few_tracks", CAUTION),
    "<100": ("nta_too_few_tracks", CAUTION),
    "<200": ("nta_too_few_tracks", CAUTION),
}
_NOISE = {"noise detected": ("nta_noise", CAUTION), "high noise": ("nta_noise", CAUTION)}
# (section, row) -> {word: (code, severity)}; a word that is not listed gives nta_unknown_word
QUALITY_WORDS: dict[tuple[str, str], dict[str, tuple[str, Severity]]] = {
    (WARNINGS, "Validity of concentration measurement"): {
        "unreliable": ("nta_concentration_unreliable", UNRELIABLE),
        "not calibrated": ("nta_not_calibrated", UNRELIABLE),
        "be cautious of data due to noise": ("nta_noise", CAUTION),
    },
    (WARNINGS, "Completed Tracks"): _FEW_TRACKS,
    (INFORMATION, "Completed Tracks"): _FEW_TRACKS,
    (WARNINGS, "Particles per frame"): {
        "too low": ("nta_particles_per_frame", CAUTION),
        "too high": ("nta_particles_per_frame", CAUTION),
    },
    (WARNINGS, "Noise level"): _NOISE,
    (INFORMATION, "Noise level"): _NOISE,
    (WARNINGS, "Brightness"): {
        "too bright": ("nta_brightness", CAUTION),
        "too dim": ("nta_brightness", CAUTION),
    },
    (WARNINGS, "Detection Threshold"): {
        "too low": ("nta_detection_threshold", CAUTION),
        "too high": ("nta_detection_threshold", CAUTION),
    },
    (WARNINGS, "Camera Histogram Lower Limit"): {
        "too low": ("nta_camera_histogram", CAUTION),
        "too high": ("nta_camera_histogram", CAUTION),
    },
    (INFORMATION, "Concentration"): {
        "very low concentration": ("nta_concentration_out_of_range", CAUTION),
        "low concentration": ("nta_concentration_out_of_range", CAUTION),
        "high concentration": ("nta_concentration_out_of_range", CAUTION),
        "very high concentration": ("nta_concentration_out_of_range", CAUTION),
    },
    (INFORMATION, "Video length"): {"short video": ("nta_short_video", CAUTION)},
    (INFORMATION, "Vibration detected"): {
        "minor vibration": ("nta_vibration", NOTE),
        "moderate vibration": ("nta_vibration", CAUTION),
        "high vibration": ("nta_vibration", UNRELIABLE),
    },
    (INFORMATION, "Vibration correction applied"): {"yes": ("nta_vibration_corrected", NOTE)},
    (INFORMATION, "Settings changed?"): {"yes": ("nta_settings_changed", CAUTION)},
}
NOT_CHECKED = "n/a"
ERROR_ROWS = ("Errors (1)", "Errors (2)")
SYNTHETIC_MARK = re.compile(r"\b(?:SYNTHETIC|DEMO)\b", re.IGNORECASE)
