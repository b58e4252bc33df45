"""Run the command line as `python -m prospectus`."""

from prospectus.cli.main import main

if __name__ == "__main__":
    main()
