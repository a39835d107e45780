"""Write searches.json: customers, and what somebody types to find each of them first.

python3 tests/vectors/make_searches.py
"""

import json
import pathlib

CUSTOMERS = {
    "marie": {
        "name": "Marie Dupont",
        "email": "marie.dupont@example.com",
        "phone": "06 12 34 56 78",
        "ref": "C-00123",
        "barcode": "0420000001234",
    },
    "marion": {
        "name": "Marion Dupond",
        "email": "m.dupond@orange.fr",
        "phone": "+33 6 98 76 54 32",
    },
    "mariette": {"name": "Mariette Duponteau", "phone": "0033 7 55 44 33 22"},
    "helene": {
        "name": "Hélène Lefèvre",
        "email": "hlefevre75@free.fr",
        "phone": "+33 (0)1.44.55.66.77",
    },
    "jeanne": {"name": "Jeanne d'Arc", "phone": "02-38-53-12-34", "ref": "ORL1429"},
    "jp": {"name": "Jean-Pierre Le Goff", "email": "jp.legoff@bretagne.bzh"},
    "jpierre": {"name": "Pierre Jeanneret", "phone": "0475/12.34.56"},
    "mueller": {"name": "Jürgen Müller", "phone": "+49 30 901820", "email": "j.mueller@berlin.de"},
    "muller": {"name": "Heinz Mueller-Lüdenscheidt"},
    "strauss": {"name": "Johann Strauß", "phone": "+43 1 5051234"},
    "oeuvrard": {"name": "Chloé Œuvrard"},
    "lœwe": {"name": "Noël Lœwe"},
    "laetitia": {"name": "Lætitia Casta-Vidal"},
    "soren": {"name": "Søren Østergaard", "phone": "+45 32 12 34 56"},
    "lukasz": {"name": "Łukasz Wałęsa"},
    "oconnor": {"name": "Sinéad O’Connor", "phone": "+353 1 234 5678"},
    "loreal": {"name": "L'Oréal Professionnel", "is_company": True, "ref": "B2B/7"},
    "lhote": {"name": "Élodie L'Hôte"},
    "nguyen": {"name": "Nguyễn Văn An"},
    "pena": {"name": "Iñigo Peña y Muñoz"},
    "bakery": {
        "name": "Boulangerie du Vieux-Port",
        "is_company": True,
        "phone": "04 91 00 11 22",
        "email": "contact@vieux-port.fr",
    },
    "baker": {"name": "Zinedine Kaddour", "parent": "bakery", "ref": "K9"},
    "garage": {"name": "S.N.C.F. Voyageurs", "is_company": True},
    "driver": {"name": "Yves Quéméneur", "parent": "garage", "email": "yq@sncf.example"},
    "freelance": {"name": "Ursula Xenakis", "company_name": "Studio Æther & Cie"},
    "percent": {"name": "Cent % Laine", "ref": "100%"},
    "underscore": {"name": "Under_score Games"},
    "numbers": {"name": "Bar 1664 Lounge"},
    "short": {"name": "Bo Li", "phone": "+1 (555) 010-9999"},
    "longname": {"name": "Wolfeschlegelsteinhausenbergerdorff Hubert"},
    "greek": {"name": "Ελένη Παπαδοπούλου"},
    "russian": {"name": "Чайковский Пётр"},
    "decomposed": {"name": "Ame\u0301lie Poulain"},
    "fi": {"name": "Soﬁa Grafﬁti"},
    "wide": {"name": "Ｔａｎａｋａ Kenji"},
    "spaces": {"name": "  Gaspard   de\u00a0la  Nuit "},
    "bracket": {"name": "Bertrand (Bébert) Vasseur"},
    "initials": {"name": "J. R. R. Tolkien", "email": "jrrt+shop@example.org"},
    "same_first": {"name": "Paul Martin", "phone": "06 11 11 11 11"},
    "same_second": {"name": "Martine Paulin", "phone": "06 22 22 22 22"},
}

# What is typed, by the customer who has to be found first.
SEARCHES = {
    "marie": ["Marie Dupont", "Dupont Marie", "dupont marie", "DUPONT MARIE", "mar dupont", "dupont mar",
              "dup marie", "d marie d", "marie  dupont", " marie dupont ", "Dupont, Marie", "dupont/marie",
              "marie.dupont@example.com", "MARIE.DUPONT@EXAMPLE.COM", "marie.dupont@ex", "marie.dupont",
              "mariedupont", "06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "+33612345678",
              "0033612345678", "0033 6 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "+33 (0)6 12 34 56 78",
              "+33(0)612345678", "612345678", "06 12 34", "061234", "06 12 34 5", "5678", "C-00123", "c00123",
              "00123", "0420000001234", "042000000123", "dupont 0612", "0612 dupont", "dupont 5678",
              "marie example", "marie c-00123", "Márie Düpont", "marie dupont 06 12 34 56 78",
              "dupont@ marie", "marie;dupont", "marie\tdupont", "dupont marie 0420000001234"],
    "marion": ["marion", "dupond", "dupond marion", "mario", "m.dupond", "m.dupond@orange.fr", "mdupond@orange",
               "06 98 76 54 32", "0698765432", "+33698765432", "0033698765432", "06-98-76", "06.98.76.54.32",
               "dupond orange", "33698765432"],
    "mariette": ["mariette", "duponteau", "dupontea", "mariette d", "07 55 44 33 22", "0755443322",
                 "+33 7 55 44", "07.55.44.33.22", "0033755443322"],
    "helene": ["helene", "Hélène", "HÉLÈNE", "hélene lefevre", "lefevre helene", "Lefèvre", "lefèv", "hel lef",
               "lef h", "hlefevre75", "hlefevre75@free.fr", "01 44 55 66 77", "0144556677", "+33144556677",
               "0033 1 44 55 66 77", "01.44.55"],
    "jeanne": ["d'arc", "d’arc", "d arc", "darc", "D'ARC", "jeanne d'arc", "d'arc jeanne", "jeanne darc",
               "arc jeanne", "jeanne arc", "arc", "02 38 53 12 34", "02-38-53-12-34", "ORL1429", "orl14"],
    "jp": ["jean-pierre", "jean pierre", "jeanpierre", "pierre-jean goff", "le goff", "legoff", "goff jean",
           "Jean‑Pierre", "jean–pierre le goff", "jp.legoff", "j p g", "bretagne"],
    "jpierre": ["pierre jeanneret", "jeanneret", "jeanner pierre", "0475/12.34.56", "0475 12 34 56", "0475123456",
                "+32 475 12 34 56"],
    "mueller": ["müller jürgen", "muller jurgen", "mueller juergen", "Müller J", "jürgen", "jurgen", "juergen",
                "JÜRGEN MÜLLER", "mu\u0308ller ju\u0308rgen", "+49 30 901820", "030 901820", "030901820",
                "004930901820", "j.mueller@berlin"],
    "muller": ["müller heinz", "mueller-lüdenscheidt", "ludenscheidt", "luedenscheidt", "heinz muellerl",
               "lüdenscheidt mueller"],
    "strauss": ["strauß", "strauss", "STRAUSS", "STRAUẞ", "strau johann", "johann strauß", "01 5051234"],
    "oeuvrard": ["œuvrard", "oeuvrard", "ŒUVRARD", "oeuv", "œuv chloe", "chloé o"],
    "lœwe": ["lœwe", "loewe", "noel loewe", "noël l", "NOËL"],
    "laetitia": ["lætitia", "laetitia", "LÆTITIA", "casta-vidal", "castavidal", "vidal casta laeti"],
    "soren": ["søren", "soren", "soeren", "østergaard", "ostergaard", "oestergaard", "32 12 34 56",
              "+45 32123456"],
    "lukasz": ["łukasz", "lukasz", "walesa", "Wałęsa Łukasz", "ŁUK"],
    "oconnor": ["o'connor", "o’connor", "oconnor", "o connor", "connor", "sinead", "sinéad o", "01 234 5678"],
    "loreal": ["l'oréal", "loreal", "l oreal", "L’ORÉAL", "oreal pro", "B2B/7", "b2b7"],
    "lhote": ["l'hôte", "lhote", "l'hote elodie", "élodie", "ELODIE LHOTE", "hôte"],
    "nguyen": ["nguyễn", "nguyen", "nguyen van an", "an nguyen", "van nguyễn"],
    "pena": ["peña", "pena munoz", "inigo", "iñigo muñoz", "y pena"],
    "bakery": ["boulangerie", "vieux-port", "vieux port", "vieuxport", "contact@vieux-port.fr", "04 91 00 11 22",
               "+33491001122"],
    "baker": ["zinedine", "kaddour", "vieux-port kaddour", "kaddour boulangerie", "boul zin", "port zinedine",
              "k9"],
    "garage": ["s.n.c.f.", "sncf", "s n c f", "SNCF voyageurs"],
    "driver": ["quemeneur", "quéméneur sncf", "sncf yves", "voyageurs quem", "yq@sncf", "y quemeneur"],
    "freelance": ["xenakis", "studio æther", "aether studio", "studio xen", "ursula x", "u x aether"],
    "percent": ["cent % laine", "laine", "100%", "cent laine"],
    "underscore": ["under_score", "underscore", "under score", "games under"],
    "numbers": ["bar 1664", "1664", "lounge 1664", "1664 bar"],
    "short": ["bo li", "li bo", "b li", "+1 555 010 9999", "5550109999"],
    "longname": ["wolfeschlegelsteinhausenbergerdorff", "wolfeschlegelsteinhausen", "hubert wolfeschlegelstein",
                 "wolfes hub"],
    "greek": ["Ελένη", "ελενη παπα", "ΕΛΕΝΗ"],
    "russian": ["чайковский", "Пётр", "петр чайк"],
    "decomposed": ["amélie", "amelie poulain", "ame\u0301lie", "poulain am"],
    "fi": ["sofia", "graffiti", "soﬁa"],
    "wide": ["tanaka", "Ｔａｎａｋａ", "kenji tan"],
    "spaces": ["gaspard de la nuit", "nuit gaspard", "de la nuit gasp", "gaspard\u00a0nuit"],
    "bracket": ["bebert", "bébert vasseur", "(bébert)", "vasseur (b", "vasseur bertrand"],
    "initials": ["tolkien", "j r r tolkien", "j.r.r. tolkien", "tolkien j", "jrrt+shop@example.org", "jrrt"],
    "same_first": ["martin", "paul", "martin p", "paul martin", "0611111111"],
    "same_second": ["martine", "paulin", "martine p", "paulin m", "+33622222222"],
}  # fmt: skip

# Nobody: what SQL and regular expressions would take for more than it says.
NOBODY = ["%", "_", "%%", "\\", "'", '"', "*", "?", "dupont%%%zzz", "ma_ie", "m%t", "' OR 1=1 --", "();", "{}", "\\z\\z",
          "arie", "upont", "99887", "dupont -- zzz", "$$"]  # fmt: skip


def main():
    searches = [(typed, who) for who, texts in SEARCHES.items() for typed in texts]
    vectors = {"customers": CUSTOMERS, "searches": searches, "nobody": NOBODY}
    path = pathlib.Path(__file__).with_name("searches.json")
    path.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
