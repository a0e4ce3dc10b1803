"""What a circle is and how it changes. Pure: no input or output, no clock, no chance."""
