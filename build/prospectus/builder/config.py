"""The MkDocs configuration of a site, read from its `mkdocs.yml`."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from prospectus.errors import ProspectusError, UsageError
from prospectus.mkdocs_host import adapter
from prospectus.problems import Message

NO_CONFIG = Message(
    "There must be a {file} in {folder}; prospectus init makes a new site.", "{folder} 中必须有 {file}；新建站点用 prospectus init。"
)

CANNOT_USE = Message("mkdocs.yml cannot be used: {reason}", "mkdocs.yml 无法使用：{reason}")


def load_mkdocs_config(config_file: Path, site_dir: Path | None = None) -> MkDocsConfig:
    """Return the MkDocs configuration; raises UsageError when the file is missing or not valid."""
    if not config_file.is_file():
        raise UsageError(NO_CONFIG.fill(file=config_file.name, folder=config_file.parent))
    logging.getLogger("mkdocs.config").setLevel(logging.ERROR)
    try:
        overrides = {"site_dir": str(site_dir.absolute())} if site_dir else {}  # not resolved: a link is replaced, not followed
        return load_config(config_file=str(config_file), **overrides)
    except ProspectusError:
        raise
    except (ConfigurationError, Abort) as error:
        raise UsageError(CANNOT_USE.fill(reason=str(error))) from None
    except Exception as error:  # a value that YAML or an option of MkDocs cannot convert can raise any exception
        raise UsageError(CANNOT_USE.fill(reason=f"{type(error).__name__}: {error}")) from None


def read_url_and_theme(config_file: Path) -> tuple[str, tuple[Path, ...]]:
    """Return the base URL of the site, ending in a slash, and its theme folders; raises UsageError like `load_mkdocs_config`."""
    config = load_mkdocs_config(config_file)
    return adapter.site_url(config), adapter.install_theme(config)
