"""`python -m reiki.cli` is the command `reiki`."""

from reiki.cli import main

if __name__ == "__main__":
    main()
