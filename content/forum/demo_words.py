"""What the demo's people say to each other in the forums. Invented people, made-up figures."""

INTRODUCTIONS = (
    (
        "Une épicerie qui vient aux gens",
        "Bonjour à tous. J’habite à vingt minutes du premier magasin et j’ai souvent fait les courses pour mes voisines. Mon idée : une tournée, deux jours par semaine.\n\nMa question : comment avez-vous su que les gens achèteraient vraiment, et pas seulement qu’ils trouvaient l’idée jolie ?",  # noqa: E501
    ),
    (
        "Réparer plutôt que jeter",
        "Je remets des vélos en état depuis dix ans, pour la famille et pour l’école. J’aimerais en faire un petit atelier ouvert le samedi.\n\nPar quoi avez-vous commencé : le local, ou les clients ?",  # noqa: E501
    ),
    (
        "Cuisiner pour beaucoup de monde",
        "Trois étés en colonie, quarante repas par jour : cela ne me fait pas peur. Fixer un prix, si.\n\nComment annonce-t-on un prix sans rougir ?",  # noqa: E501
    ),
    (
        "Le soutien aux papiers",
        "J’aide ma belle-mère et deux voisins à remplir leurs démarches en ligne. On me dit d’en faire un métier.\n\nEst-ce que l’on peut faire payer une aide que l’on donnait ?",  # noqa: E501
    ),
    (
        "Coudre et retoucher",
        "Bonjour. Je couds depuis toujours, et je voudrais des horaires qui vont avec l’école.\n\nQui a déjà partagé un local avec quelqu’un d’autre ?",  # noqa: E501
    ),
)
REPLIES = (
    "J’ai demandé à huit personnes de me raconter leur dernière fois, pas leur avis. Trois ont sorti leur agenda : c’est là que j’ai compris.",  # noqa: E501
    "Chez nous, le local est venu en dernier. Commencez sur un marché : la place coûte peu et vous entendez tout de suite ce qui plaît.",  # noqa: E501
    "J’écris le prix sur une carte et je la montre. On ne discute pas une carte comme on discute une phrase.",
    "Nous sommes deux dans un local depuis un an. Une page écrite ensemble, avec qui range et qui paie quoi, nous a évité bien des soucis.",  # noqa: E501
    "Gardez un petit carnet : qui a demandé quoi, et quand. Au bout d’un mois, vous savez quoi préparer.",
    "Appelez la mairie avant de chercher : ils connaissent les vitrines vides, et parfois les clés.",
)
TO_A_GUEST = (
    "Merci Gaëlle. Vous dites que l’hiver a été dur : qu’est-ce que vous feriez autrement, le premier hiver ?",
    "Votre réponse m’a fait du bien. Est-ce que vous aviez gardé un autre travail au début ?",
    "Merci pour les chiffres, on les entend rarement. Combien de jours fermez-vous dans l’année ?",
)
GUEST = (
    "Douze ans d’épicerie : demandez-moi ce que vous n’osez pas demander",
    "Bonjour. Je tiens une épicerie de village depuis douze ans. Je lis ce forum deux fois par semaine et je réponds à tout.\n\nCe que l’on gagne vraiment : la première année, presque rien ; la troisième, un petit salaire. L’hiver, on tient avec les commandes.\n\nPosez vos questions, même celles qui fâchent.",  # noqa: E501
)
QUESTIONS = (
    (
        "Le loyer, fixe ou variable ?",
        "Mon loyer change un peu chaque année. Est-ce que je le mets dans les charges fixes ?",
    ),
    ("Où ranger l’essence ?", "Je roule selon les commandes. L’essence, c’est fixe ou variable ?"),
    (
        "Le seuil, en euros ou en paniers ?",
        "Je trouve 1 860 € par mois. Comment je sais combien de paniers cela fait ?",
    ),
    ("Se payer, ou pas ?", "Est-ce que je compte mon salaire dans les charges quand je cherche le seuil ?"),
    ("La marge et la marque", "Dans une vidéo on dit marge, dans un livre on dit marque. Est-ce la même chose ?"),
)
ANSWERS = (
    "Oui : il tombe même quand vous ne vendez rien. Ce qui change d’une année à l’autre reste fixe pendant l’année.",
    "Variable, puisqu’elle suit vos commandes. L’assurance de la voiture, elle, est fixe.",
    "Divisez par ce que rapporte un panier une fois ses ingrédients payés : 1 860 € / 6 € = 310 paniers.",
    "Faites-le deux fois : sans, pour savoir quand l’activité se paie ; avec, pour savoir quand elle vous fait vivre.",
    "Non. La marge se compte sur le prix d’achat, la marque sur le prix de vente. Gardez la seconde, elle trompe moins.",  # noqa: E501
)
MORE = "Un mot de plus, après y avoir pensé : notez aussi ce que les gens font aujourd’hui sans vous."
TALK = (
    ("Covoiturage pour mardi", "Je pars de la gare à 9 h mardi et j’ai trois places. Qui monte ?"),
    ("Ce qui m’aide à m’y mettre", "Vingt minutes le matin, le téléphone dans une autre pièce. Et vous ?"),
)
TALK_REPLIES = (
    "Une place pour moi, merci !",
    "Je serai devant le kiosque à 8 h 55.",
    "Chez moi c’est la cuisine, une fois tout le monde parti.",
    "J’écris d’abord la phrase la plus facile. Le reste vient.",
)
NEWS = "Je reviens de la mairie : il y a une vitrine vide rue des Tilleuls. On y va à plusieurs jeudi ?"
REPORTED = "Appelez-moi au 06 00 00 00 00, je vends mon camion, prix d’ami !"
WHY_REPORTED = "C’est une annonce, avec un numéro de téléphone."
WELCOME = (
    "Comment on se parle ici",
    "Bienvenue. Ici on se dit vous ou tu, comme on veut, et on se répond avec bonté.\n\nUne question de chiffres va plutôt dans « Une question de chiffres » : nous y répondons en deux jours ouvrés.\n\nPas de numéro de téléphone ni d’adresse dans les messages, s’il vous plaît : ils restent longtemps.",  # noqa: E501
)
