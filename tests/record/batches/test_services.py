"""Making through the services: what each verb writes, refuses and leaves behind."""

from factories.batches import autologous_lot, make_lot, vials_of


def test_a_lot_is_born_with_its_vials(crew):
    lot = make_lot(crew)
    assert [v.number for v in vials_of(lot)] == [1, 2, 3, 4]


def test_own_cells_carry_one_identity_code_to_the_vial(crew):
    lot = autologous_lot(crew)
    assert lot.identity_code
    assert {v.identity_code for v in vials_of(lot)} == {lot.identity_code}
