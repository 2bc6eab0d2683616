"""The Li-ion table from measurements of one Panasonic NCR18650PF (P. Kollmeyer, Mendeley Data, 2018, CC-BY 4.0)."""
