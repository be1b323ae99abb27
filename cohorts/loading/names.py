"""First and last names of the demonstration's learners; nobody in particular."""

FIRST = (
    "Adèle", "Aïcha", "Alexandre", "Amélie", "Anaïs", "Antoine", "Awa", "Baptiste", "Bénédicte",
    "Bilal", "Camille", "Catherine", "Céline", "Charlotte", "Chloé", "Christophe", "Clément",
    "David", "Diane", "Dominique", "Elif", "Éloïse", "Émilie", "Étienne", "Fabien", "Fatou",
    "Florence", "François", "Gabriel", "Gaëlle", "Guillaume", "Hélène", "Hugo", "Inès", "Isabelle",
    "Jean-Marc", "Jeanne", "Julien", "Karim", "Laure", "Léa", "Linh", "Louise", "Lucas", "Maëlle",
    "Mamadou", "Manon", "Marie-Claire", "Mathilde", "Mehdi", "Mylène", "Nadia", "Nathalie",
    "Nicolas", "Noémie", "Olivier", "Pascale", "Paul", "Quentin", "Rachel", "Raphaël", "Rokhaya",
    "Romain", "Samira", "Sébastien", "Solène", "Sylvie", "Thomas", "Valérie", "Victor", "Yann",
    "Yasmine", "Zoé",
)  # fmt: skip
LAST = (
    "Aubry", "Barbier", "Belkacem", "Benoît", "Berger", "Blanchard", "Bouvier", "Brunet", "Carré",
    "Chevalier", "Cissé", "Colas", "Cordier", "Da Silva", "Delmas", "Deschamps", "Diallo",
    "Durand", "Fabre", "Faure", "Ferreira", "Fontaine", "Gauthier", "Gérard", "Girard", "Guérin",
    "Hamidi", "Henry", "Jacquet", "Joly", "Kaya", "Lacroix", "Lambert", "Le Goff", "Lemaire",
    "Leroux", "Marchand", "Masson", "Mercier", "Meunier", "Morin", "N’Guessan", "Nguyen", "Noël",
    "Olivier", "Pelletier", "Perrin", "Picard", "Prévost", "Renaud", "Rivière", "Robin",
    "Rousseau", "Roussel", "Schmitt", "Simon", "Tessier", "Traoré", "Vasseur", "Vidal", "Weber",
)  # fmt: skip
