"""What the database itself refuses about places: rejected vials, changed custody, stock nowhere."""

from secretome_record.ledger.triggers.guards import Guard, frozen_columns, never_removed, register

_LIES_SOMEWHERE = (
    "EXISTS (SELECT 1 FROM stock_placement p WHERE p.vial_id = NEW.id AND p.taken_at IS NULL)"
)

register(
    guards=(
        Guard(
            "placed_sound_vial", "stock_placement", "INSERT",
            "NOT EXISTS (SELECT 1 FROM batches_vial v JOIN batches_lot l ON l.id = v.lot_id"
            " WHERE v.id = NEW.vial_id AND l.state <> 'REJECTED'"
            " AND v.state IN ('UNPLACED', 'IN_STOCK', 'RESERVED'))",
            "A vial that is given, destroyed or of a rejected lot is put into no position",
        ),
        Guard(
            "placed_cold_enough", "stock_placement", "INSERT",
            "NOT EXISTS (SELECT 1 FROM stock_position o JOIN stock_freezer f ON f.id = o.freezer_id"
            " JOIN batches_vial v ON v.id = NEW.vial_id JOIN batches_lot l ON l.id = v.lot_id"
            " JOIN batches_product p ON p.id = l.product_id"
            " WHERE o.id = NEW.position_id AND o.site_id = v.site_id"
            " AND f.max_c <= p.storage_max_c)",
            "A vial is put into a freezer of its own site that is cold enough for it",
        ),
        frozen_columns(
            "stock_placement", "vial_id", "position_id", "placed_by_id", "placed_at",
        ),
        Guard(
            "ended_once", "stock_placement", "UPDATE OF taken_at, taken_by_id, taken_reason",
            "OLD.taken_at IS NOT NULL",
            "A placement that has ended is never changed",
        ),
        never_removed("stock_placement"),
        Guard(
            "in_stock_somewhere", "batches_vial", "UPDATE OF state",
            f"NEW.state = 'IN_STOCK' AND OLD.state <> 'IN_STOCK' AND NOT {_LIES_SOMEWHERE}",
            "A vial is in stock only while it lies in a position",
        ),
        Guard(
            "gone_from_its_place", "batches_vial", "UPDATE OF state",
            f"NEW.state IN ('UNPLACED', 'DESTROYED') AND NEW.state <> OLD.state"
            f" AND {_LIES_SOMEWHERE}",
            "A vial leaves its position before it counts as taken out or destroyed",
        ),
        frozen_columns("stock_freezer", "code", "site_id"),
        Guard(
            "held_vial_stays", "batches_vial", "UPDATE OF state",
            "NEW.state IN ('RESERVED', 'GIVEN') AND NEW.state <> OLD.state AND EXISTS"
            " (SELECT 1 FROM stock_vialhold h WHERE h.vial_id = NEW.id"
            " AND h.state IN ('HELD', 'CONDEMNED'))",
            "A vial on hold is neither reserved nor given until quality assurance decides",
        ),
        Guard(
            "exposure_of_its_site", "stock_exposure", "INSERT",
            "NOT EXISTS (SELECT 1 FROM stock_temperaturefile t JOIN batches_vial v"
            " ON v.id = NEW.vial_id WHERE t.id = NEW.temperature_file_id"
            " AND t.site_id = v.site_id)",
            "A temperature file speaks of vials of its own site",
        ),
        Guard(
            "hold_of_its_exposure", "stock_vialhold", "INSERT",
            "NEW.reason = '' OR NOT EXISTS (SELECT 1 FROM stock_exposure e"
            " WHERE e.id = NEW.exposure_id AND e.vial_id = NEW.vial_id AND e.above_s > 0)",
            "A vial is held for a reason and an exposure of its own",
        ),
        frozen_columns("stock_vialhold", "code", "site_id", "vial_id", "exposure_id", "reason"),
        never_removed("stock_vialhold"),
    ),
)  # fmt: skip
