"""The service worker, with which browsers keep pages for reading without a network.

It stands at the root of the site, because it may only answer for pages below its own folder. What it does is in the theme.
"""

from __future__ import annotations

from prospectus.model.kinds.site import Site
from prospectus.render.artifact import Artifact

PATH = "service-worker.js"
SCRIPT, OFF_SCRIPT = "assets/service-worker.js", "assets/service-worker-off.js"


def build_service_worker(site: Site) -> Artifact:
    """Return the service worker of a site. If the site is not kept any more, it deletes what earlier versions have kept, and itself."""
    return Artifact(PATH, f'importScripts("{SCRIPT if site.offline else OFF_SCRIPT}");\n'.encode())
