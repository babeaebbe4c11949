"""What the database itself refuses about making: order of steps, two people, identity, fills."""

from secretome_record.ledger.triggers.guards import (
    Guard,
    View,
    frozen_columns,
    never_removed,
    register,
)

COMPLETE = View(
    "batches_complete",
    """SELECT b.id AS batch_id FROM batches_batch b
    WHERE EXISTS (SELECT 1 FROM batches_recipestep s WHERE s.recipe_id = b.recipe_id)
    AND NOT EXISTS (
        SELECT 1 FROM batches_recipestep s WHERE s.recipe_id = b.recipe_id
        AND NOT EXISTS (SELECT 1 FROM batches_steprecord r WHERE r.batch_id = b.id
                        AND r.step_id = s.id AND r.checked_by_id IS NOT NULL))
    AND NOT EXISTS (
        SELECT 1 FROM batches_steprecord r WHERE r.batch_id = b.id AND r.outside_limits
        AND NOT EXISTS (SELECT 1 FROM batches_deviation d WHERE d.step_record_id = r.id))""",
)

_RECIPES = (
    Guard(
        "recipe_steps_while_draft", "batches_recipestep", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_recipe r WHERE r.id = NEW.recipe_id
        AND r.state = 'DRAFT')""",
        "Steps are written while the recipe is a draft",
    ),
    Guard(
        "recipe_approved_by_another", "batches_recipe", "UPDATE OF state",
        """NEW.state = 'APPROVED' AND OLD.state <> 'APPROVED' AND (
        NOT EXISTS (SELECT 1 FROM batches_recipestep s WHERE s.recipe_id = NEW.id)
        OR NOT EXISTS (SELECT 1 FROM ledger_move m JOIN ledger_signature g ON g.id = m.signature_id
            WHERE m.subject_id = NEW.id AND m.to_state = 'APPROVED'
            AND g.subject_id = NEW.id AND g.meaning = 'recipe approved'
            AND g.signer_id <> NEW.written_by_id))""",
        "A recipe is approved by the signature of somebody who did not write it",
    ),
    frozen_columns(
        "batches_recipe",
        "code", "site_id", "product_id", "version", "vial_volume_ml_text", "written_by_id",
    ),
    frozen_columns(
        "batches_product", "site_id", "autologous", "storage_max_c", "shelf_life_days",
        "label_text", "label_unit",
    ),
)  # fmt: skip

_BANKS = (
    Guard(
        "banked_same_identity",
        "batches_bankeddonation",
        "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_cellbank b
        JOIN donors_donation n ON n.id = NEW.donation_id
        JOIN donors_donor d ON d.id = n.donor_id
        WHERE b.id = NEW.cell_bank_id AND b.identity_code = n.identity_code
        AND b.site_id = n.site_id AND b.is_demo = n.is_demo AND d.state = 'ELIGIBLE')""",
        "A bank holds donations of eligible donors of its site with its own identity code",
    ),
    Guard(
        "bank_closed_by_batch",
        "batches_bankeddonation",
        "INSERT",
        "EXISTS (SELECT 1 FROM batches_batch b WHERE b.cell_bank_id = NEW.cell_bank_id)",
        "A bank from which a batch was made takes no further donation",
    ),
)

_BATCHES = (
    Guard(
        "batch_from_approved", "batches_batch", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_recipe r
        JOIN batches_product p ON p.id = r.product_id
        JOIN batches_cellbank b ON b.id = NEW.cell_bank_id
        WHERE r.id = NEW.recipe_id AND r.state = 'APPROVED'
        AND r.site_id = NEW.site_id AND b.site_id = NEW.site_id AND b.is_demo = NEW.is_demo
        AND ((p.autologous AND b.identity_code <> '')
             OR (NOT p.autologous AND b.identity_code = ''))
        AND EXISTS (SELECT 1 FROM batches_bankeddonation k WHERE k.cell_bank_id = b.id))""",
        "A batch is made by an approved recipe from a bank of its own kind and site",
    ),
    Guard(
        "batch_donors_eligible", "batches_batch", "INSERT",
        """EXISTS (SELECT 1 FROM batches_bankeddonation k
        JOIN donors_donation n ON n.id = k.donation_id JOIN donors_donor d ON d.id = n.donor_id
        WHERE k.cell_bank_id = NEW.cell_bank_id AND d.state <> 'ELIGIBLE')""",
        "A batch is made from cells of eligible donors only",
    ),
    Guard(
        "batch_filled_complete", "batches_batch", "UPDATE OF state",
        """NEW.state = 'FILLED' AND OLD.state <> 'FILLED' AND NOT EXISTS
        (SELECT 1 FROM batches_complete c WHERE c.batch_id = NEW.id)""",
        "A batch is filled when every step is recorded and checked by a second person",
    ),
    frozen_columns(
        "batches_batch",
        "code", "site_id", "cell_bank_id", "recipe_id", "started_at", "started_by_id", "is_demo",
    ),
    Guard(
        "step_in_order", "batches_steprecord", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_batch b JOIN batches_recipestep s
            ON s.recipe_id = b.recipe_id
            WHERE b.id = NEW.batch_id AND s.id = NEW.step_id AND b.state = 'IN_PROGRESS')
        OR EXISTS (SELECT 1 FROM batches_recipestep me
            JOIN batches_recipestep s ON s.recipe_id = me.recipe_id AND s.number < me.number
            WHERE me.id = NEW.step_id AND NOT EXISTS (
                SELECT 1 FROM batches_steprecord r WHERE r.batch_id = NEW.batch_id
                AND r.step_id = s.id AND r.checked_by_id IS NOT NULL))""",
        "Steps are recorded in order, each after the one before was checked",
    ),
    Guard(
        "step_born_unchecked", "batches_steprecord", "INSERT",
        "NEW.checked_by_id IS NOT NULL",
        "A step is recorded first and checked by a second person afterwards",
    ),
    Guard(
        "step_reading_told", "batches_steprecord", "INSERT",
        """EXISTS (SELECT 1 FROM batches_recipestep s WHERE s.id = NEW.step_id AND (
        (s.measures <> '' AND (NEW.value IS NULL OR NEW.as_read = ''))
        OR (NOT NEW.outside_limits AND (NEW.value < s.low OR NEW.value > s.high))))""",
        "A reading is told, and one outside its limits says so",
    ),
    frozen_columns(
        "batches_steprecord",
        "batch_id", "step_id", "made_by_id", "occurred_at", "late_reason", "as_read", "value",
        "outside_limits",
    ),
    Guard(
        "step_checked_once", "batches_steprecord", "UPDATE OF checked_by_id",
        """OLD.checked_by_id IS NOT NULL
        AND NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id""",
        "A step is checked once",
    ),
    frozen_columns("batches_deviation", "code", "site_id", "batch_id", "step_record_id", "what"),
)  # fmt: skip

_LOTS = (
    Guard(
        "lot_from_filled", "batches_lot", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_batch b
        JOIN batches_recipe r ON r.id = b.recipe_id
        JOIN batches_cellbank k ON k.id = b.cell_bank_id
        WHERE b.id = NEW.batch_id AND b.state = 'FILLED' AND b.site_id = NEW.site_id
        AND r.product_id = NEW.product_id AND r.vial_volume_ml_text = NEW.vial_volume_ml_text
        AND k.identity_code = NEW.identity_code AND b.is_demo = NEW.is_demo)""",
        "A lot comes from a filled batch and carries its product and identity code",
    ),
    frozen_columns(
        "batches_lot",
        "code", "site_id", "batch_id", "product_id", "identity_code", "filled_at", "filled_by_id",
        "expires_at", "vial_volume_ml_text", "vial_volume_ml", "vial_count", "is_demo",
    ),
    Guard(
        "vial_of_lot", "batches_vial", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_lot l WHERE l.id = NEW.lot_id
        AND l.state = 'QUARANTINED' AND l.site_id = NEW.site_id
        AND l.identity_code = NEW.identity_code
        AND NEW.number BETWEEN 1 AND l.vial_count)""",
        "A vial is one of its lot and carries the identity code of the lot",
    ),
    frozen_columns("batches_vial", "code", "site_id", "lot_id", "number", "identity_code"),
)  # fmt: skip

_KEPT = tuple(
    never_removed(f"batches_{name}")
    for name in ("product", "recipe", "batch", "steprecord", "lot", "vial", "deviation")
)

GUARDS = (*_RECIPES, *_BANKS, *_BATCHES, *_LOTS, *_KEPT)

register(guards=GUARDS, views=[COMPLETE])
