"""The pages: what a person sees in a browser. Japanese first, English by a switch; they work without script."""
