"""What goes over the wire, each shape against what it promises."""
