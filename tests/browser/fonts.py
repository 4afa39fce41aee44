"""Chinese in pictures on a machine without Chinese fonts: the npm package of Noto Sans SC through fontconfig."""

from pathlib import Path

from tests.browser.chromium import MODULES

WEIGHTS = ("400Regular", "500Medium", "600SemiBold", "700Bold")
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  {folders}
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def font_environment(folder: Path) -> dict[str, str]:
    """Write a fontconfig file into *folder* and return the environment that makes a browser use it."""
    packages = MODULES / "@expo-google-fonts" / "noto-sans-sc"
    folders = "\n  ".join(f"<dir>{packages / weight}</dir>" for weight in WEIGHTS)
    configuration = folder / "fonts.conf"
    configuration.write_text(CONFIGURATION.format(folders=folders, cache=folder / "font-cache"))
    return {"FONTCONFIG_FILE": str(configuration), "XDG_CACHE_HOME": str(folder)}
