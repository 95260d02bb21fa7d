"""What a screen on a wall says, and the page that lets it in, in the order of `dashboard.words.LANGUAGES`."""

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "tv_numbers": ("Numbers", "ตัวเลข", "数字", "اعداد", "Числа"),
    "tv_queues": ("Queues", "คิว", "队列", "صف‌ها", "Очереди"),
    "tv_agents": ("Agents", "เจ้าหน้าที่", "坐席人员", "کارشناسان", "Операторы"),
    "tv_pause": ("Stop here", "หยุดที่นี่", "停在此屏", "همین‌جا بماند", "Остановить"),
    "tv_go": ("Go on", "เล่นต่อ", "继续轮播", "ادامه", "Продолжить"),
    "tv_paused": ("stopped", "หยุดอยู่", "已停", "ایستاده", "остановлено"),
    "tv_next": ("Next screen", "จอถัดไป", "下一屏", "صفحهٔ بعد", "Следующий экран"),
    "tv_before": ("Screen before", "จอก่อนหน้า", "上一屏", "صفحهٔ قبل", "Предыдущий экран"),
}
"""What stands on the screen itself."""

DOOR: Final[dict[str, tuple[str, ...]]] = {
    "one_moment": ("One moment …", "สักครู่ …", "请稍候……", "یک لحظه …", "Секунду …"),
    "wall_closed": (
        "This link opens nothing any more",
        "ลิงก์นี้ใช้ไม่ได้แล้ว",
        "此链接已失效",
        "این پیوند دیگر چیزی را باز نمی‌کند",
        "Эта ссылка больше ничего не открывает",
    ),
    "wall_closed_why": (
        "It was revoked, or copied in part. Whoever runs the centre makes a new one: ringpost board link.",
        "ถูกเพิกถอน หรือคัดลอกมาไม่ครบ ผู้ดูแลศูนย์สร้างใหม่ได้: ringpost board link",
        "它已被撤销，或复制不完整。中心管理员可新建：ringpost board link。",
        "باطل شده یا ناقص رونوشت شده است. گردانندهٔ مرکز تازه‌اش را می‌سازد: ringpost board link.",
        "Она отозвана или скопирована не целиком. Новую делает владелец центра: ringpost board link.",
    ),
    "wall_silent": (
        "The centre does not answer yet. This screen tries again by itself.",
        "ศูนย์ยังไม่ตอบ จอนี้จะลองใหม่เอง",
        "中心尚无响应，此屏幕会自动重试。",
        "مرکز هنوز پاسخ نمی‌دهد. این صفحه خودش دوباره می‌کوشد.",
        "Центр пока не отвечает. Экран попробует сам.",
    ),
}
"""What the page says that lets a screen in."""
