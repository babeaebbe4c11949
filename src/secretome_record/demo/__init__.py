"""The demo programme: invented people, lots and patients, built through the services and marked."""
