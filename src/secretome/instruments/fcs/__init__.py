"""Flow cytometry standard files, versions 2.0, 3.0 and 3.1, with numpy only."""

from secretome.instruments.fcs.events import DataSet, read_data_sets

__all__ = ["DataSet", "read_data_sets"]
