"""Small files in the official forms of food tables, with their published headings."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

FOOD = '"fdc_id","data_type","description","food_category_id","publication_date"'
FOOD_NUTRIENT = (
    '"id","fdc_id","nutrient_id","amount","data_points","derivation_id","min","max","median","loq","footnote",'
    '"min_year_acquired","percent_daily_value"'
)
BRANDED = (
    '"fdc_id","brand_owner","brand_name","subbrand_name","gtin_upc","ingredients","not_a_significant_source_of",'
    '"serving_size","serving_size_unit","household_serving_fulltext","branded_food_category","data_source",'
    '"package_weight","modified_date","available_date","market_country","discontinued_date",'
    '"preparation_state_code","trade_channel","short_description","material_code"'
)
PORTION = (
    '"id","fdc_id","seq_num","amount","measure_unit_id","portion_description","modifier","gram_weight",'
    '"data_points","footnote","min_year_acquired"'
)
SMALL = {
    "nutrient.csv": '"id","name","unit_name","nutrient_nbr","rank"\n"1087","Calcium, Ca","MG","301","5300.0"\n',
    "food_nutrient_source.csv": (
        '"id","code","description"\n"1","1","Analytical or derived from analytical"\n'
        '"2","4","Calculated or imputed"\n"9","12","Manufacturer\'s analytical; partial documentation"\n'
    ),
    "food_nutrient_derivation.csv": (
        '"id","code","description","source_id"\n"1","A","Analytical","1"\n"49","NC","Calculated","2"\n'
        '"70","LCCS","Calculated from value per serving size measure","9"\n'
    ),
    "food_category.csv": '"id","code","description"\n"1","0100","Dairy and Egg Products"\n',
    "measure_unit.csv": '"id","name"\n"1000","cup"\n"1046","slice"\n"9999","undetermined"\n',
}
GOUDA = {"1008": 356, "1003": 24.94, "1004": 27.44, "1087": 700, "1093": 819, "1185": 2.3, "1114": 0.5}
KALE = {"1008": 43, "1003": 2.92, "1087": 254, "1185": 390}
CHEESE_SLICE = {"1008": 357, "1003": 25, "1004": 28.6, "1087": 714, "1093": 643, "1110": 0}


def quoted(cells: Iterable[object]) -> str:
    return ",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells) + "\n"


class Download:
    """A download of FoodData Central that is being put together."""

    def __init__(self) -> None:
        self.foods: list[str] = []
        self.keys: dict[str, list[str]] = {
            "sr_legacy_food.csv": [],
            "foundation_food.csv": [],
            "survey_fndds_food.csv": [],
        }
        self.branded: list[str] = []
        self.portions: list[str] = []
        self.figures: list[str] = []

    def add(
        self,
        number: int,
        kind: str,
        name: str,
        figures: Mapping[str, object],
        *,
        ndb: int | None = None,
        day: str = "2019-04-01",
        derivation: str = "1",
        ends: tuple[object, object] = ("", ""),
    ) -> Download:
        self.foods.append(quoted([number, kind, name, "1", day]))
        if ndb is not None:
            cells = [number, ndb] + ([""] if kind == "foundation_food" else [])
            self.keys[f"{kind}.csv"].append(quoted(cells))
        for nutrient, amount in figures.items():
            row = [len(self.figures), number, nutrient, amount, "", derivation, *ends, "", "", "", "", ""]
            self.figures.append(quoted(row))
        return self

    def add_branded(self, number: int, name: str, figures: Mapping[str, object], code: str, **more: str) -> Download:
        self.add(number, "branded_food", name, figures, day=more.get("day", "2021-10-28"), derivation="70")
        cells = [""] * 21
        cells[0], cells[1], cells[2], cells[4] = str(number), "Owner, Inc.", more.get("brand", "BRAND"), code
        cells[7], cells[8], cells[9], cells[10] = "28.0", "g", "1 SLICE", "Cheese"
        self.branded.append(quoted(cells))
        return self

    def portion(self, number: int, modifier: str, grams: float, amount: float = 1, unit: str = "9999") -> Download:
        self.portions.append(quoted([len(self.portions), number, 1, amount, unit, "", modifier, grams, "", "", ""]))
        return self

    def texts(self) -> dict[str, str]:
        keys = {
            "sr_legacy_food.csv": '"fdc_id","NDB_number"\n',
            "foundation_food.csv": '"fdc_id","NDB_number","footnote"\n',
            "survey_fndds_food.csv": '"fdc_id","food_code","wweia_category_code","start_date","end_date"\n',
        }
        return {
            **SMALL,
            "food.csv": FOOD + "\n" + "".join(self.foods),
            **{name: head + "".join(self.keys[name]) for name, head in keys.items()},
            "branded_food.csv": BRANDED + "\n" + "".join(self.branded),
            "food_portion.csv": PORTION + "\n" + "".join(self.portions),
            "food_nutrient.csv": FOOD_NUTRIENT + "\n" + "".join(self.figures),
        }

    def zip(self, path: Path) -> Path:
        return zipped(path, {f"FoodData_Central_csv/{name}": text for name, text in self.texts().items()})

    def folder(self, path: Path) -> Path:
        path.mkdir()
        for name, text in self.texts().items():
            (path / name).write_text(text, encoding="utf-8")
        return path


def zipped(path: Path, texts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path


def usual_download() -> Download:
    download = Download()
    download.add(171241, "sr_legacy_food", "Cheese, gouda", GOUDA, ndb=1022, derivation="49")
    download.portion(171241, "oz", 28.35).portion(171241, "slice (1 oz)", 28.0).portion(171241, "", 132, unit="1000")
    download.add(
        168421, "sr_legacy_food", "Kale, raw", {"1008": 35, "1087": 150, "1185": 705}, ndb=11233, derivation="49"
    )
    download.add(323505, "foundation_food", "Kale, raw", KALE, ndb=11233, day="2019-12-16", ends=(380, ""))
    download.add(999001, "sample_food", "Kale, sample", KALE)
    download.add(
        2705394, "survey_fndds_food", "Macaroni with cheese sauce", {"203": 6.4, "301": 95, "208": 164}, derivation=""
    )
    download.add_branded(2100001, "AGED GOUDA CHEESE SLICES", CHEESE_SLICE, "041129077122")
    download.add_branded(
        2100002, "AGED GOUDA CHEESE SLICES", {**CHEESE_SLICE, "1087": 750}, "00041129077122", day="2022-05-01"
    )
    return download


def fdc_json(path: Path, foods: Sequence[Mapping[str, object]], key: str = "FoundationFoods") -> Path:
    text = json.dumps({key: list(foods)})
    return zipped(path, {f"{key}.json": text})


def json_food(number: int, name: str, kind: str, figures: Mapping[int, object], **more: object) -> dict[str, object]:
    """A food in the form of the JSON downloads; SR Legacy and Foundation Foods, or branded with more keys."""
    analytical = {"code": "A", "description": "Analytical", "foodNutrientSource": {"id": 1, "code": "1"}}
    told = [
        {
            "type": "FoodNutrient",
            "id": place,
            "nutrient": {"id": nutrient, "number": "0", "name": "", "rank": 1, "unitName": "mg"},
            "dataPoints": 4,
            "foodNutrientDerivation": analytical,
            "amount": amount,
        }
        for place, (nutrient, amount) in enumerate(figures.items())
    ]
    category = {"description": "Dairy and Egg Products"}
    food = {"foodClass": "FinalFood", "description": name, "foodNutrients": told, "dataType": kind}
    return {
        **food,
        "foodCategory": category,
        "fdcId": number,
        "publicationDate": "4/1/2019",
        "foodPortions": [],
        **more,
    }


CIQUAL_CONST = (
    ("328", "Energie, Règlement UE N° 1169/2011 (kcal/100 g)", "Energy, Regulation EU No 1169/2011 (kcal/100g)"),
    ("10200", "Calcium (mg/100 g)", "Calcium (mg/100g)"),
    ("25000", "Protéines, N x facteur de Jones (g/100 g)", "Protein (g/100g)"),
    ("40000", "Lipides (g/100 g)", "Fat (g/100g)"),
    ("52100", "Vitamine D (µg/100 g)", "Vitamin D (µg/100g)"),
    ("54101", "Vitamine K1 (µg/100 g)", "Vitamin K1 (µg/100g)"),
    ("54104", "Vitamine K2 (µg/100 g)", "Vitamin K2 (µg/100g)"),
    ("400", "Eau (g/100 g)", "Water (g/100g)"),
)
EDAM = {
    "328": "327",
    "10200": "777",
    "25000": "24,7",
    "40000": "25,5",
    "52100": "< 0,5",
    "54101": "traces",
    "54104": "47,5",
}


def ciqual_xml(path: Path, foods: Mapping[str, tuple[str, str, Mapping[str, str]]], *, escaped: bool = True) -> Path:
    """The zip of XML files: windows-1252, blanks around the cells, and "missing" marks."""
    head = '<?xml version="1.0" encoding="windows-1252" ?>\n<TABLE>\n'
    named = "".join(
        f"<ALIM>\n<alim_code> {code} </alim_code>\n<alim_nom_fr> {french} </alim_nom_fr>\n"
        f"<ALIM_NOM_INDEX_FR> {french} </ALIM_NOM_INDEX_FR>\n<alim_nom_eng> {english} </alim_nom_eng>\n"
        f"<alim_grp_code> 05 </alim_grp_code>\n<alim_ssgrp_code> 0503 </alim_ssgrp_code>\n"
        f"<alim_ssssgrp_code> 000000 </alim_ssssgrp_code>\n</ALIM>\n"
        for code, (french, english, _) in foods.items()
    )
    less = "&lt;" if escaped else "<"
    figures = "".join(
        f"<COMPO>\n<alim_code> {code} </alim_code>\n<const_code> {key} </const_code>\n"
        f'<teneur> {cell.replace("<", less)} </teneur>\n<min missing=" " />\n<max missing=" " />\n'
        "<code_confiance> A </code_confiance>\n<source_code> 1 </source_code>\n</COMPO>\n"
        for code, (_, _, cells) in foods.items()
        for key, cell in cells.items()
    )
    constants = "".join(
        f"<CONST>\n<const_code> {code} </const_code>\n<const_nom_fr> {french} </const_nom_fr>\n"
        f"<const_nom_eng> {english} </const_nom_eng>\n</CONST>\n"
        for code, french, english in CIQUAL_CONST
    )
    groups = (
        "<ALIM_GRP>\n<alim_grp_code> 05 </alim_grp_code>\n<alim_grp_nom_fr> produits laitiers </alim_grp_nom_fr>\n"
        "<alim_grp_nom_eng> milk and milk products </alim_grp_nom_eng>\n<alim_ssgrp_code> 0503 </alim_ssgrp_code>\n"
        "<alim_ssgrp_nom_fr> fromages </alim_ssgrp_nom_fr>\n<alim_ssgrp_nom_eng> cheese </alim_ssgrp_nom_eng>\n"
        "<alim_ssssgrp_code> 000000 </alim_ssssgrp_code>\n<alim_ssssgrp_nom_fr> - </alim_ssssgrp_nom_fr>\n</ALIM_GRP>\n"
    )
    bodies = {"alim": named, "compo": figures, "const": constants, "alim_grp": groups, "sources": ""}
    texts = {f"{name}_2020_07_07.xml": (head + body + "</TABLE>\n").encode("cp1252") for name, body in bodies.items()}
    return zipped(path, texts)


def ciqual_csv(path: Path, foods: Mapping[str, tuple[str, str, Mapping[str, str]]]) -> Path:
    """The French table saved as CSV: semicolons, decimal commas, windows-1252."""
    path.write_bytes("".join(";".join(row) + "\r\n" for row in ciqual_rows(foods)).encode("cp1252"))
    return path


def ciqual_rows(foods: Mapping[str, tuple[str, str, Mapping[str, str]]]) -> list[list[str]]:
    heads = ["alim_grp_code", "alim_ssgrp_code", "alim_ssssgrp_code", "alim_grp_nom_fr", "alim_ssgrp_nom_fr"]
    heads += ["alim_ssssgrp_nom_fr", "alim_code", "alim_nom_fr", "alim_nom_sci"]
    rows = [[*heads, *(f'"{french}"' if ";" in french else french for _, french, _ in CIQUAL_CONST)]]
    for code, (french, _, cells) in foods.items():
        named = ["05", "0503", "000000", "produits laitiers", "fromages", "-", code, french, ""]
        rows.append([*named, *(cells.get(key, "-") for key, _, _ in CIQUAL_CONST)])
    return rows


def xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """The first sheet of a workbook with shared strings, as spreadsheets write it."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    texts = sorted({cell for row in rows for cell in row})
    shared = "".join(f"<si><t>{cell.replace('&', '&amp;').replace('<', '&lt;')}</t></si>" for cell in texts)
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + place)}{number}" t="s"><v>{texts.index(cell)}</v></c>'
            for place, cell in enumerate(row)
            if cell
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return zipped(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>",
        },
    )


OFF_HEAD = (
    "code\turl\tcreator\tcreated_t\tcreated_datetime\tlast_modified_t\tlast_modified_datetime\tproduct_name\t"
    "abbreviated_product_name\tgeneric_name\tquantity\tbrands\tcategories\tcategories_en\tcountries_en\tserving_size\t"
    "serving_quantity\tmain_category_en\tenergy-kj_100g\tenergy-kcal_100g\tenergy_100g\tfat_100g\tproteins_100g\t"
    "salt_100g\tsodium_100g\tvitamin-d_100g\tvitamin-k_100g\tcalcium_100g\tphylloquinone_100g"
)


def off_tsv(path: Path, products: Sequence[Mapping[str, object]]) -> Path:
    heads = OFF_HEAD.split("\t")
    rows = ["\t".join(str(product.get(head, "")) for head in heads) for product in products]
    path.write_bytes(gzip.compress(("\n".join([OFF_HEAD, *rows]) + "\n").encode()))
    return path


def off_jsonl(path: Path, products: Sequence[Mapping[str, object]]) -> Path:
    text = io.StringIO()
    for product in products:
        told = {key: value for key, value in product.items() if not key.endswith("_100g")}
        told["nutriments"] = {key: value for key, value in product.items() if key.endswith("_100g")}
        text.write(json.dumps(told) + "\n")
    path.write_bytes(gzip.compress(text.getvalue().encode()))
    return path


OFF_GOUDA: dict[str, object] = {
    "code": "8710912345678",
    "last_modified_t": 1600000000,
    "product_name": "Goudse kaas oud",
    "generic_name": "Old Gouda cheese",
    "brands": "Boerderij,Andere",
    "main_category_en": "Gouda cheeses",
    "serving_size": "1 slice (25 g)",
    "serving_quantity": 25,
    "energy-kcal_100g": 410,
    "energy_100g": 1715,
    "fat_100g": 34,
    "proteins_100g": 27,
    "sodium_100g": 0.9,
    "calcium_100g": 0.82,
}
