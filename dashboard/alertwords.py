"""The words of alarms, in the order of `dashboard.words.LANGUAGES`."""

from collections.abc import Mapping
from typing import Final

Table = Mapping[str, tuple[str, ...]]

WORDS: Final[Table] = {
    "alarms": ("Alarms", "สัญญาณเตือน", "警报", "هشدارها", "Тревоги"),
    "whole_centre": ("Whole centre", "ทั้งศูนย์", "整个中心", "کل مرکز", "Весь центр"),
    "above": (
        "above {threshold}",
        "เกิน {threshold}",
        "高于 {threshold}",
        "بالاتر از {threshold}",
        "выше {threshold}",
    ),
    "below": (
        "below {threshold}",
        "ต่ำกว่า {threshold}",
        "低于 {threshold}",
        "پایین‌تر از {threshold}",
        "ниже {threshold}",
    ),
    "acknowledge": ("I look after it", "รับทราบ", "我来处理", "رسیدگی می‌کنم", "Занимаюсь этим"),
    "acknowledged": (
        "{who} looks after it",
        "{who} กำลังดูแล",
        "{who} 正在处理",
        "{who} رسیدگی می‌کند",
        "занимается {who}",
    ),
    "somebody": ("somebody", "มีผู้", "有人", "کسی", "кто-то"),
    "sound": ("Sound", "เสียง", "声音", "صدا", "Звук"),
    "notify": ("Notifications", "การแจ้งเตือน", "通知", "اعلان‌ها", "Уведомления"),
    "on": ("on", "เปิด", "开", "روشن", "вкл."),
    "off": ("off", "ปิด", "关", "خاموش", "выкл."),
    "refused": (
        "The browser does not allow notifications from this page.",
        "เบราว์เซอร์ไม่อนุญาตการแจ้งเตือนจากหน้านี้",
        "浏览器不允许此页面发送通知。",
        "مرورگر اعلان از این صفحه را مجاز نمی‌داند.",
        "Браузер не разрешает уведомления с этой страницы.",
    ),
    "record": ("Record of alarms", "บันทึกสัญญาณเตือน", "警报记录", "دفتر هشدارها", "Журнал тревог"),
    "nothing": (
        "No alarm yet.",
        "ยังไม่มีสัญญาณเตือน",
        "尚无警报。",
        "هنوز هشداری نبوده است.",
        "Тревог ещё не было.",
    ),
    "began": ("Began", "เริ่ม", "开始", "آغاز", "Начало"),
    "ended": ("Ended", "สิ้นสุด", "结束", "پایان", "Конец"),
    "what": ("What", "เรื่อง", "内容", "چه چیزی", "Что"),
    "value": ("Value", "ค่า", "数值", "مقدار", "Значение"),
    "who": ("Looked after by", "ผู้ดูแล", "处理人", "رسیدگی‌کننده", "Кто занимался"),
    "still": ("goes on", "ยังเตือนอยู่", "仍在持续", "ادامه دارد", "продолжается"),
    "close": ("Close", "ปิด", "关闭", "بستن", "Закрыть"),
    "attention": ("watch", "เฝ้าระวัง", "注意", "توجه", "внимание"),
    "breach": ("act now", "ต้องจัดการทันที", "立即处理", "همین حالا اقدام کنید", "действуйте"),
    "lost": (
        "The dashboard does not answer; nothing was changed.",
        "แดชบอร์ดไม่ตอบ ยังไม่มีอะไรเปลี่ยน",
        "看板服务器没有响应，未做更改。",
        "داشبورد پاسخ نمی‌دهد؛ چیزی تغییر نکرد.",
        "Сервер табло не отвечает; ничего не изменилось.",
    ),
}
"""What the board says."""

LETTERS: Final[Table] = {
    "began": (
        "Alarm: {what}, {where}",
        "สัญญาณเตือน: {what} {where}",
        "警报：{what}，{where}",
        "هشدار: {what}، {where}",
        "Тревога: {what}, {where}",
    ),
    "ended": (
        "Over: {what}, {where}",
        "สิ้นสุดการเตือน: {what} {where}",
        "警报结束：{what}，{where}",
        "پایان هشدار: {what}، {where}",
        "Тревога окончена: {what}, {where}",
    ),
    "stands": (
        "{what}, {where}: {value}, {side}, since {time}.",
        "{what} {where}: {value} {side} ตั้งแต่ {time}",
        "{what}，{where}：{value}，{side}，自 {time} 起。",
        "{what}، {where}: {value}، {side}، از {time}.",
        "{what}, {where}: {value}, {side}, с {time}.",
    ),
    "is_over": (
        "It began at {began} and ended at {ended}.",
        "เริ่ม {began} สิ้นสุด {ended}",
        "开始于 {began}，结束于 {ended}。",
        "از {began} تا {ended}.",
        "Началось {began}, закончилось {ended}.",
    ),
    "looked_after": (
        "{who} looked after it.",
        "{who} เป็นผู้ดูแล",
        "由 {who} 处理。",
        "{who} رسیدگی کرد.",
        "Занимался: {who}.",
    ),
    "board": ("The board:", "กระดานสถานะ:", "看板：", "تابلو:", "Табло:"),
    "automatic": (
        "Ringpost wrote this by itself; nobody reads an answer.",
        "Ringpost ส่งข้อความนี้โดยอัตโนมัติ ไม่มีผู้อ่านคำตอบ",
        "此邮件由 Ringpost 自动发送，无人阅读回复。",
        "این پیام را Ringpost خودکار نوشته است؛ کسی پاسخ را نمی‌خواند.",
        "Ringpost написал это сам; ответов никто не читает.",
    ),
}
"""What messages say."""
