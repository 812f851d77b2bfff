"""Pictures as SVG, drawn on the server: frozen data in, a drawing with every coordinate out. Templates only write it down."""
