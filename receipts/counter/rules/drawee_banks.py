"""Names of the banks that cheques are drawn on: one bank, one name, chosen from a list."""

#: The networks that issue cheque books in France, as their cheques name them.
KNOWN = (
    *("AXA Banque", "Banque Populaire", "Banque de Savoie", "BNP Paribas", "Boursorama"),
    *("BRED", "Caisse d’Épargne", "CCF", "CIC", "Crédit Agricole", "Crédit Coopératif"),
    *("Crédit du Nord", "Crédit Mutuel", "Fortuneo", "Hello bank!", "ING", "La Banque Postale"),
    *("LCL", "Monabanq", "Palatine", "Société Générale", "Trésor public"),
)
#: As many of the last cheques are looked at for other names.
LATELY = 300
