"""The entry point of the command `prospectus`, also as `python -m prospectus`.

A build is handed over to a resident builder before anything heavy is imported.
"""

from __future__ import annotations

import sys

from prospectus.resident.client import BuilderLost, hand_over


def main() -> None:
    """Run the command line, or let a resident builder make the build."""
    is_left_over = False
    try:
        code = hand_over(sys.argv[1:])
        if code is not None:
            sys.exit(code)
    except BuilderLost:
        is_left_over = True
    from prospectus.cli.main import main as run  # noqa: PLC0415  (imports what a build that is handed over does not need)

    run(is_left_over=is_left_over)


if __name__ == "__main__":
    main()
