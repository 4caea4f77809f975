"""Paragraphs of scripts without spaces are no lists, no verse and no tables, however few spaces they have."""

from __future__ import annotations

import pytest

from pipeline.article.shapes import structured
from pipeline.blocks.from_text import split_text
from pipeline.data import Decision, Encoding, Label, Page

THAI = ["สภาเทศบาลลงมติเมื่อวันอังคารให้ต่อท่าเรือออกไปอีกสิบเอ็ดเมตร เพราะเรือข้ามฟากลำใหม่ยาวกว่าลำเก่าเท่ากับรถเมล์หนึ่งคัน",
        "งานจะเริ่มในเดือนมิถุนายน นายท่ากล่าว และจะเสร็จก่อนนักท่องเที่ยวมาถึงในฤดูร้อน หากไม้จากโรงเลื่อยมาทันเวลา",
        "ไม่มีใครวัดท่าเรือตั้งแต่ปี 2504 ซึ่งเป็นปีที่ซ่อมครั้งสุดท้าย และแบบแปลนของการซ่อมครั้งนั้นสูญหายไปในน้ำท่วม",
        "บริษัทเรือข้ามฟากเสนอจ่ายหนึ่งในสามของค่าใช้จ่าย และขอห้องพักผู้โดยสารที่มีเตาและกาน้ำเป็นการตอบแทน"]
LAO = ["ສະພາເມືອງໄດ້ລົງມະຕິໃນວັນອັງຄານໃຫ້ຂະຫຍາຍທ່າເຮືອອອກໄປອີກສິບເອັດແມັດ ເພາະເຮືອຂ້າມຟາກລໍາໃໝ່ຍາວກວ່າລໍາເກົ່າ",
       "ວຽກງານຈະເລີ່ມໃນເດືອນມິຖຸນາ ນາຍທ່າກ່າວ ແລະຈະສໍາເລັດກ່ອນນັກທ່ອງທ່ຽວມາຮອດໃນລະດູຮ້ອນ", "ບໍ່ມີໃຜວັດທ່າເຮືອຕັ້ງແຕ່ປີ ແລະແບບແຜນກໍສູນຫາຍໄປໃນນໍ້າຖ້ວມຫ້ອງໃຕ້ດິນ"]
CHINESE = ["镇议会星期二投票决定把码头延长十一米，因为新渡轮比旧渡轮长了一辆公共汽车的长度", "工程将于六月开始，港务长说，如果木材能按时从锯木厂运来，夏天游客到来之前就可以完工",
           "自最后一次修缮以来，没有人量过这座码头，当时的图纸在镇公所地下室的洪水中遗失了"]


def labels(lines: list[str]) -> list[Label]:
    text = "\n".join(lines) + "\n"
    split = split_text(Page("page.txt", text, text, Encoding("utf-8", "utf-8"), media_type="text/plain"))
    return [d.label for d in structured(split.blocks, [Decision(b.n, Label.PARAGRAPH, 0.9, "kept") for b in split.blocks], "en")]


@pytest.mark.parametrize("lines", [THAI, LAO, CHINESE], ids=["Thai", "Lao", "Chinese"])
def test_paragraphs_are_no_list(lines: list[str]) -> None:
    assert labels(lines) == [Label.PARAGRAPH] * len(lines)


@pytest.mark.parametrize("lines", [["ตลาด", "ท่าเรือ", "โรงเรียน"], ["码头", "渡轮", "学校"], ["A stove", "A kettle", "A bench"]], ids=["Thai", "Chinese", "English"])
def test_short_lines_are_a_list(lines: list[str]) -> None:
    assert labels(lines) == [Label.LIST_ITEM] * 3
