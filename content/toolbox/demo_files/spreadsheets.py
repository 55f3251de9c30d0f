"""Three tables: a household's budget, a break-even point, the cash of twelve months. Ours, to be used and changed."""

from collections.abc import Sequence

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from content.toolbox.demo_files import book as look

RED = PatternFill("solid", bgColor="FBE8EE")
FILL_IN = "Remplissez les cases orangées. Les cases grises se calculent toutes seules : elles sont protégées."
COMES_IN = (
    "Salaire",
    "Allocation chômage ou RSA",
    "Allocations familiales",
    "Aide au logement",
    "Pension",
    "Autre argent qui rentre",
)
GOES_OUT = (
    "Loyer ou crédit de la maison",
    "Électricité, gaz, eau",
    "Téléphone et internet",
    "Nourriture",
    "Transports",
    "Assurances et mutuelle",
    "Santé",
    "Enfants : école, garde, activités",
    "Vêtements",
    "Crédits en cours",
    "Impôts",
    "Loisirs",
    "Autre argent qui sort",
)
FIXED = (
    "Loyer du local",
    "Assurance professionnelle",
    "Téléphone et internet",
    "Banque",
    "Comptable",
    "Transports",
    "Publicité",
    "Ce que vous voulez gagner",
    "Autre charge fixe",
)
VARIABLE = ("Matières ou marchandises", "Emballage et livraison", "Commission et cotisations sur la vente")
RECEIPTS = ("Ventes encaissées", "Votre apport", "Prêt reçu", "Aide ou subvention", "Autre entrée")
EXPENSES = (
    "Achats de marchandises",
    "Matériel et travaux",
    "Loyer",
    "Assurances",
    "Téléphone et internet",
    "Transports",
    "Publicité",
    "Cotisations sociales",
    "Impôts et TVA à verser",
    "Remboursement du prêt",
    "Ce que vous prenez pour vivre",
    "Autre sortie",
)
Amounts = Sequence[float | None]
BUDGET_EXAMPLE: tuple[Amounts, Amounts] = (
    (0, 980, 142, 210, 0, 60),
    (520, 95, 38, 360, 90, 75, 20, 60, 30, 0, 0, 25, 15),
)


def household_budget(example: tuple[Amounts, Amounts] = BUDGET_EXAMPLE) -> bytes:
    """One sheet to fill in, and one filled in."""
    book = look.new_book(
        "Trame de budget du foyer",
        [
            "Ce tableau montre l’argent qui rentre et l’argent qui sort.",
            "1. Ouvrez la feuille « Mon budget ».",
            f"2. {FILL_IN}",
            "3. Ce qui est payé une fois par an va dans la deuxième colonne.",
            "4. Regardez « Ce qui reste chaque mois ».",
            "La feuille « Exemple » montre un budget rempli. Les chiffres sont inventés.",
        ],
    )
    for name, amounts in (("Mon budget", ((), ())), ("Exemple", example)):
        sheet = look.add_sheet(book, name, "Budget du foyer")
        _fill_budget(sheet, *amounts)
    return look.content_of(book)


def _fill_budget(sheet: Worksheet, comes_in: Amounts, goes_out: Amounts) -> None:
    sheet.column_dimensions["A"].width = 38
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = 18
    last = _amounts(sheet, 3, "Ce qui rentre", COMES_IN, comes_in)
    total_in = last + 1
    _sum_of_both(sheet, total_in, "Total qui rentre, par mois", 4, last)
    first = total_in + 3
    last = _amounts(sheet, first - 1, "Ce qui sort", GOES_OUT, goes_out)
    total_out = last + 1
    _sum_of_both(sheet, total_out, "Total qui sort, par mois", first, last)
    rest = total_out + 2
    look.words(sheet, f"A{rest}", "Ce qui reste chaque mois", bold=True)
    look.computed(sheet, f"B{rest}", f"=B{total_in}-B{total_out}", bold=True)
    message = f'=IF(B{rest}<0,"Il manque de l’argent chaque mois.","Le mois est couvert.")'
    look.computed(sheet, f"B{rest + 1}", message)
    look.words(sheet, f"A{rest + 1}", "Ce que cela veut dire")
    look.words(sheet, f"A{rest + 2}", "Ce que l’activité doit vous apporter pour remplacer le salaire ou l’allocation")
    look.computed(sheet, f"B{rest + 2}", f"=MAX(0,B{total_out}-B{total_in}+B4+B5+C4/12+C5/12)")
    sheet.conditional_formatting.add(f"B{rest}", CellIsRule("lessThan", ["0"], fill=RED, font=Font(bold=True)))
    look.protect(sheet)


def _amounts(sheet: Worksheet, row: int, title: str, labels: Sequence[str], amounts: Amounts) -> int:
    """A block of lines with a month's and a year's amount; the row of the last one."""
    for column, text in zip("ABC", (title, "Par mois", "Une fois par an"), strict=True):
        look.words(sheet, f"{column}{row}", text, bold=True)
    for place, label in enumerate(labels):
        look.words(sheet, f"A{row + 1 + place}", label)
        look.to_fill(sheet, f"B{row + 1 + place}", amounts[place] if amounts else None)
        look.to_fill(sheet, f"C{row + 1 + place}")
    last = row + len(labels)
    look.only_amounts(sheet, f"B{row + 1}:C{last}")
    return last


def _sum_of_both(sheet: Worksheet, row: int, title: str, first: int, last: int) -> None:
    look.words(sheet, f"A{row}", title, bold=True)
    look.computed(sheet, f"B{row}", f"=SUM(B{first}:B{last})+SUM(C{first}:C{last})/12", bold=True)


def break_even_table(
    fixed: Amounts = (250, 35, 40, 12, 60, 90, 30, 900, 0), price: float = 12, variable: Amounts = (3.2, 0.5, 1.3)
) -> bytes:
    """Fixed costs, price, what each sale costs -> sales and turnover that pay for everything; with a check."""
    book = look.new_book(
        "Calculateur de seuil de rentabilité",
        [
            "Le seuil de rentabilité, c’est le nombre de ventes qui paie toutes vos charges.",
            "En dessous, vous perdez de l’argent. Au-dessus, vous en gagnez.",
            "1. Ouvrez la feuille « Calcul ».",
            f"2. {FILL_IN}",
            "3. Écrivez vos charges fixes, par mois : celles que vous payez même sans vendre.",
            "4. Écrivez votre prix, et ce que coûte chaque vente.",
            "5. Lisez le résultat. La ligne « Contrôle » vérifie le calcul.",
            "Les chiffres déjà écrits sont un exemple inventé : remplacez-les par les vôtres.",
        ],
    )
    sheet = look.add_sheet(book, "Calcul", "Seuil de rentabilité, par mois")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 46, 24
    last = _one_column(sheet, 3, "Charges fixes, par mois", FIXED, fixed)
    total = last + 1
    look.words(sheet, f"A{total}", "Total des charges fixes", bold=True)
    look.computed(sheet, f"B{total}", f"=SUM(B4:B{last})", bold=True)
    row = total + 2
    look.words(sheet, f"A{row}", "Prix d’une vente (sans TVA)", bold=True)
    look.to_fill(sheet, f"B{row}", price)
    look.only_amounts(sheet, f"B{row}")
    end = _one_column(sheet, row + 2, "Ce que coûte chaque vente", VARIABLE, variable)
    _results(sheet, end + 1, f"B{total}", f"B{row}", f"B{row + 3}:B{end}")
    look.protect(sheet)
    return look.content_of(book)


def _one_column(sheet: Worksheet, row: int, title: str, labels: Sequence[str], amounts: Amounts) -> int:
    look.words(sheet, f"A{row}", title, bold=True)
    for place, label in enumerate(labels):
        look.words(sheet, f"A{row + 1 + place}", label)
        look.to_fill(sheet, f"B{row + 1 + place}", amounts[place])
    last = row + len(labels)
    look.only_amounts(sheet, f"B{row + 1}:B{last}")
    return last


def _results(sheet: Worksheet, row: int, fixed: str, price: str, costs: str) -> None:
    """From the row on: costs of a sale, margin, rate, days, then sales, turnover, sales a day, and the check."""
    cost, margin, rate, days, units, turnover, daily, check = (f"B{row + n}" for n in (0, 1, 2, 4, 6, 7, 8, 9))
    no_margin = "Le prix ne couvre pas le coût de chaque vente."
    lines = (
        (cost, "Total du coût de chaque vente", f"=SUM({costs})", look.EUROS),
        (margin, "Marge : ce qui reste sur chaque vente", f"={price}-{cost}", look.EUROS),
        (rate, "Taux de marge", f"=IF({price}>0,{margin}/{price},0)", "0.0%"),
        (units, "Ventes à faire par mois", f'=IF({margin}<=0,"{no_margin}",ROUNDUP({fixed}/{margin},0))', "0"),
        (turnover, "Chiffre d’affaires à faire par mois", f'=IF({margin}<=0,"",{units}*{price})', look.EUROS),
        (daily, "Ventes par jour travaillé", f'=IF({margin}<=0,"",IF({days}>0,{units}/{days},""))', "0.0"),
        (
            check,
            "Contrôle",
            f'=IF({margin}<=0,"{no_margin}",IF(AND({units}*{margin}-{fixed}>=-0.005,{units}*{margin}-{fixed}<{margin}),'
            f'"Le compte est juste.","Vérifiez vos chiffres."))',
            "General",
        ),
    )
    for place, label, formula, form in lines:
        look.words(sheet, f"A{place[1:]}", label, bold=place in (units, turnover))
        look.computed(sheet, place, formula, form, bold=place in (units, turnover))
    look.words(sheet, f"A{days[1:]}", "Jours travaillés par mois")
    look.to_fill(sheet, days, 20, "0")
    look.only_amounts(sheet, days)


def cash_flow_table(start: float = 1500, receipts: Sequence[Amounts] = (), expenses: Sequence[Amounts] = ()) -> bytes:
    """Twelve months: what is there, what comes in, what goes out, what is left; the lowest month; a check."""
    book = look.new_book(
        "Trésorerie sur douze mois",
        [
            "La trésorerie, c’est l’argent sur le compte à un moment donné.",
            "Une activité peut gagner de l’argent et manquer de trésorerie : les clients paient parfois plus tard.",
            "1. Ouvrez la feuille « Douze mois ».",
            f"2. {FILL_IN}",
            "3. Écrivez chaque somme dans le mois où elle est payée, TVA comprise.",
            "4. Regardez la ligne « Argent à la fin du mois ». Un mois rouge est un mois où il manque de l’argent.",
            "5. La ligne « Contrôle » vérifie que tout est compté.",
        ],
    )
    sheet = look.add_sheet(book, "Douze mois", "Trésorerie sur douze mois")
    _fill_cash(sheet, start, receipts, expenses)
    look.protect(sheet)
    return look.content_of(book)


MONTHS = [get_column_letter(2 + n) for n in range(12)]  # B to M
TOTAL = get_column_letter(14)


def _fill_cash(sheet: Worksheet, start: float, receipts: Sequence[Amounts], expenses: Sequence[Amounts]) -> None:
    sheet.column_dimensions["A"].width = 34
    sheet.page_setup.orientation = "landscape"
    sheet.freeze_panes = "B4"
    look.words(sheet, "A3", "Mois", bold=True)
    for number, column in enumerate(MONTHS, start=1):
        look.words(sheet, f"{column}3", f"Mois {number}", bold=True)
        sheet.column_dimensions[column].width = 13
    look.words(sheet, f"{TOTAL}3", "Total", bold=True)
    sheet.column_dimensions[TOTAL].width = 14
    look.words(sheet, "A4", "Argent au début du mois")
    look.to_fill(sheet, "B4", start)
    total_in = _lines(sheet, 6, "Ce qui rentre", RECEIPTS, receipts)
    total_out = _lines(sheet, total_in + 2, "Ce qui sort", EXPENSES, expenses)
    end = total_out + 2
    _month_ends(sheet, total_in, total_out, end)
    last = f"{MONTHS[-1]}{end}"
    look.words(sheet, f"A{end + 3}", "Le plus bas de l’année", bold=True)
    look.computed(sheet, f"B{end + 3}", f"=MIN(B{end}:{last})", bold=True)
    look.words(sheet, f"A{end + 4}", "Contrôle")
    gap = f"ABS(B4+{TOTAL}{total_in}-{TOTAL}{total_out}-{last})"
    look.computed(sheet, f"B{end + 4}", f'=IF({gap}<0.005,"Le compte est juste.","Vérifiez vos chiffres.")')


def _lines(sheet: Worksheet, row: int, title: str, labels: Sequence[str], amounts: Sequence[Amounts]) -> int:
    """Lines of twelve amounts and their sums; the row of the sums."""
    look.words(sheet, f"A{row}", title, bold=True)
    for place, label in enumerate(labels, start=1):
        look.words(sheet, f"A{row + place}", label)
        told = amounts[place - 1] if len(amounts) >= place else ()
        for number, column in enumerate(MONTHS):
            look.to_fill(sheet, f"{column}{row + place}", told[number] if len(told) > number else None)
        look.computed(sheet, f"{TOTAL}{row + place}", f"=SUM(B{row + place}:{MONTHS[-1]}{row + place})")
    total = row + len(labels) + 1
    look.only_amounts(sheet, f"B{row + 1}:{MONTHS[-1]}{total - 1}")
    look.words(sheet, f"A{total}", f"Total, {title.lower()}", bold=True)
    for column in [*MONTHS, TOTAL]:
        look.computed(sheet, f"{column}{total}", f"=SUM({column}{row + 1}:{column}{total - 1})", bold=True)
    return total


def _month_ends(sheet: Worksheet, total_in: int, total_out: int, end: int) -> None:
    look.words(sheet, f"A{end}", "Argent à la fin du mois", bold=True)
    look.words(sheet, f"A{end + 1}", "Ce que cela veut dire")
    for number, column in enumerate(MONTHS):
        if number:
            look.computed(sheet, f"{column}4", f"={MONTHS[number - 1]}{end}")
        look.computed(sheet, f"{column}{end}", f"={column}4+{column}{total_in}-{column}{total_out}", bold=True)
        look.computed(sheet, f"{column}{end + 1}", f'=IF({column}{end}<0,"Il manque","Positif")', "General")
    sheet.conditional_formatting.add(f"B{end}:M{end}", CellIsRule("lessThan", ["0"], fill=RED, font=Font(bold=True)))
