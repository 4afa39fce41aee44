"""How long tests wait for what never comes. No verdict on speed: whatever comes sooner is seen at once, and a busy machine may take its time."""

SECONDS = 60
