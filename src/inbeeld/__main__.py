"""``python -m inbeeld``: the command line."""

from inbeeld.project.cli import main

if __name__ == "__main__":
    main()
