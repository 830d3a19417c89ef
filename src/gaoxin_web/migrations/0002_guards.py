"""What the database itself refuses (platform.guards)."""

from django.db import migrations

from gaoxin_web.platform.guards import create, drop


class Migration(migrations.Migration):
    """Makes the triggers; going back removes them."""

    dependencies = [("gaoxin_web", "0001_tables")]
    operations = [migrations.RunPython(create, drop)]
