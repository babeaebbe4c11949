"""Each real file, spoilt in every way, is refused or still gives finite numbers: never a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from science.instruments.damage import sound_or_refused, spoilt

pytestmark = pytest.mark.shared_data

# small files of every layout; large ones are of the same layouts
FILES = [
    "zetaview/SYNTHETIC_size_dot_lf_latin1.txt",
    "zetaview/SYNTHETIC_size_no_traces.txt",
    "flow_fcs/cyflow_cube8_fcs30.fcs",
    "temperature_logger/fridge_tag2_berlinger.txt",
    "temperature_logger/hobo_20024354_mdy_fahrenheit_GPL.csv",
    "temperature_logger/hobo_20024354_mdy_split_czech_pm_GPL.csv",
    "temperature_logger/hobo_6265_mdy_ampm_GPL.csv",
    "plate_reader/gen5_endpoint_stdcurve.txt",
    "plate_reader/gen5_lowry_protein.txt",
    "plate_reader/softmax_abs_partial_plate_01.txt",
    "plate_reader/softmax_group_int_names.txt",
    "plate_reader/bmg_mars_grid.CSV",
    "plate_reader/skanit_luciferase.xlsx",
    "cell_counter/nc_view_example.csv",
    "cell_counter/nucleoview_example01.csv",
    "cell_counter/vicell_blu_example01.csv",
    "cell_counter/vicell_blu_example01_utf16.csv",
    "cell_counter/vicell_xr_v204_example03.xls",
    "cell_counter/vicell_xr_v206_example01.xlsx",
    "cell_counter/vicell_xr_v206_example07.txt",
    "multiplex_beads/luminex_xponent_example02.csv",
    "subvisible_particles/hiac_pharmspec_1.xlsx",
    "small_rna/SYNTHETIC_featurecounts.txt",
    "qpcr/quantstudio_example01.txt",
    "qpcr/quantstudio_example05.txt",
    "qpcr/cfx_maestro_example01.csv",
    "qpcr/stepone_std.rdml",
    "qpcr/ev_mirna_ct_serum_exosome.csv",
]


# tables whose first rows stand for all of them
HEADS = {
    "mass_spec/maxquant_proteinGroups.txt": 12,
    "mass_spec/peaks_psm_milk_ev_ip_cd9_pool1.csv": 40,
    "mass_spec/test.mztab": 230,
}


@pytest.mark.parametrize("path", HEADS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_a_spoilt_beginning_of_a_large_table_never_crashes(path, shared, draw):
    lines = (shared / "data" / "instruments" / path).read_bytes().split(b"\n")
    sound_or_refused(draw.draw(spoilt(b"\n".join([*lines[: HEADS[path]], b""]))))


@pytest.mark.parametrize("path", FILES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_a_spoilt_file_never_crashes_and_never_gives_nan(path, shared, draw):
    data = (shared / "data" / "instruments" / path).read_bytes()
    sound_or_refused(draw.draw(spoilt(data)))
