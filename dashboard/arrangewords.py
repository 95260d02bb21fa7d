"""What arranging the board says, in the order of `dashboard.words.LANGUAGES`."""

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "arrange": ("Arrange", "จัดหน้า", "布局", "چیدمان", "Разместить"),
    "arrange_why": (
        "For your eyes only, on every machine where you log in.",
        "เห็นเฉพาะคุณ ทุกเครื่องที่คุณเข้าสู่ระบบ",
        "仅对您生效，在您登录的每台设备上。",
        "تنها برای شما، روی هر دستگاهی که وارد شوید.",
        "Только для вас, на каждой машине, где вы входите.",
    ),
    "shown": ("shown", "แสดง", "显示", "دیده شود", "показывать"),
    "earlier": ("{name}: earlier", "{name}: เลื่อนขึ้น", "{name}：前移", "{name}: جلوتر", "{name}: раньше"),
    "later": ("{name}: later", "{name}: เลื่อนลง", "{name}：后移", "{name}: عقب‌تر", "{name}: позже"),
    "arrange_undo": ("Undo", "เลิกทำ", "撤销", "واگرد", "Отменить"),
    "as_made": ("As it was made", "ค่าเริ่มต้น", "恢复默认", "چیدمان نخستین", "Как было задумано"),
    "arrange_shut": ("Close", "ปิด", "关闭", "بستن", "Закрыть"),
    "not_saved": (
        "The server did not keep this; try again.",
        "เซิร์ฟเวอร์ยังไม่ได้บันทึก ลองอีกครั้ง",
        "服务器未保存，请重试。",
        "سرور آن را نگه نداشت؛ دوباره بکوشید.",
        "Сервер этого не сохранил; попробуйте ещё раз.",
    ),
    "views": ("Views to share", "มุมมองไว้แบ่งปัน", "可分享的视图", "نماها برای هم‌رسانی", "Виды, чтобы делиться"),
    "view_name": ("Name of the view", "ชื่อมุมมอง", "视图名称", "نام نما", "Название вида"),
    "view_save": ("Save", "บันทึก", "保存", "ذخیره", "Сохранить"),
    "view_drop": ("Delete {name}", "ลบ {name}", "删除 {name}", "حذف {name}", "Удалить: {name}"),
    "view_own": (
        "Make this view mine",
        "ใช้มุมมองนี้เป็นของฉัน",
        "将此视图设为我的",
        "این نما از آن من شود",
        "Сделать этот вид моим",
    ),
}
"""The panel that arranges, and its views."""
