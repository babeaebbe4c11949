"""How long and how warm: shelf life, kinetics of loss, temperature records, handling losses."""
