"""Short letters by language, as customers write them, to measure with which language is recognised."""

TONGUES = {
    "en": """
        Where is my order? I have been waiting for two weeks.|Please cancel my booking for Friday|Hi, any news?
        I can't log in any more, the code never arrives|Thanks a lot for your quick help!
        We were charged twice this month|My bag did not arrive in Bangkok|Could you send the invoice again?
    """,
    "th": """
        สวัสดีค่ะ ยังไม่ได้รับสินค้าเลยค่ะ|ขอยกเลิกการจองวันศุกร์|เข้าระบบไม่ได้ ลืมรหัสผ่าน|ขอบคุณมากครับ
        ขอใบกำกับภาษีในนาม Bluebird Travel Co., Ltd. ด้วยค่ะ|iPhone 15 Pro Max เสีย ส่งซ่อมที่ไหนครับ
        กระเป๋าหายที่สนามบินสุวรรณภูมิ|โดนตัดเงินสองครั้งเดือนนี้
    """,
    "zh": """
        我的订单在哪里？已经等了两个星期。|请取消星期五的预订|无法登录，收不到验证码|非常感谢您的快速帮助！
        請重新寄送發票|行李在曼谷丢了|Booking 编号 ABC123 需要修改|这个月被扣款两次
    """,
    "fa": """
        سفارش من کجاست؟ دو هفته است منتظرم|لطفا رزرو جمعه را لغو کنید|نمی توانم وارد شوم|ممنون از کمک سریع شما
        سلام من هنوز پولم را نگرفتم|این ماه دو بار از حسابم برداشت شد|بارم در بانکوک گم شد
        با سلام، فاکتور را دوباره بفرستيد
    """,
    "ru": """
        Где мой заказ? Жду уже две недели.|Отмените бронь на пятницу|Не могу войти, код не приходит|Спасибо за помощь!
        Пришлите счёт ещё раз|Багаж потеряли в Бангкоке|В этом месяце списали дважды|Когда откроется ваш офис?
    """,
    "uk": """
        Де моє замовлення? Чекаю вже два тижні.|Скасуйте бронювання на п'ятницю|Не можу увійти, код не приходить
        Дякую за швидку допомогу!|Надішліть рахунок ще раз|Мій багаж загубили|Цього місяця списали двічі
        Коли відкриється ваш офіс?
    """,
    "ar": """
        أين طلبي؟ أنتظر منذ أسبوعين|أرجو إلغاء الحجز يوم الجمعة|لا أستطيع تسجيل الدخول|شكرا جزيلا على المساعدة
        أرسلوا الفاتورة مرة أخرى من فضلكم|ضاعت حقيبتي في بانكوك|تم الخصم مرتين هذا الشهر|متى يفتح مكتبكم؟
    """,
    "ur": """
        میرا آرڈر کہاں ہے؟ دو ہفتے سے انتظار ہے|براہ کرم جمعہ کی بکنگ منسوخ کر دیں|میں لاگ ان نہیں کر سکتا
        مدد کا بہت شکریہ|رسید دوبارہ بھیج دیں|میرا بیگ بنکاک میں گم ہو گیا|اس مہینے دو بار پیسے کٹے
        آپ کا دفتر کب کھلتا ہے؟
    """,
    "de": """
        Wo ist meine Bestellung? Ich warte seit zwei Wochen.|Bitte stornieren Sie meine Buchung für Freitag
        Ich kann mich nicht anmelden|Vielen Dank für die schnelle Hilfe!|Bitte schicken Sie die Rechnung noch einmal
        Mein Koffer ist nicht angekommen|Diesen Monat wurde zweimal abgebucht|Wann öffnet Ihr Büro?
    """,
    "fr": """
        Où est ma commande ? J'attends depuis deux semaines.|Veuillez annuler ma réservation de vendredi
        Je n'arrive pas à me connecter|Merci beaucoup pour votre aide !|Pouvez-vous renvoyer la facture ?
        Ma valise n'est pas arrivée|J'ai été débité deux fois ce mois-ci|Quand ouvre votre bureau ?
    """,
    "es": """
        ¿Dónde está mi pedido? Llevo dos semanas esperando.|Por favor cancelen mi reserva del viernes
        No puedo iniciar sesión|Muchas gracias por la ayuda|Envíen la factura otra vez, por favor
        Mi maleta no ha llegado|Me cobraron dos veces este mes|¿Cuándo abre su oficina?
    """,
    "it": """
        Dov'è il mio ordine? Aspetto da due settimane.|Vi prego di annullare la prenotazione di venerdì
        Non riesco ad accedere|Grazie mille per il vostro aiuto!|Potete inviare di nuovo la fattura?
        La mia valigia non è arrivata|Mi avete addebitato due volte questo mese|Quando apre il vostro ufficio?
    """,
    "pt": """
        Onde está o meu pedido? Estou esperando há duas semanas.|Por favor cancelem a minha reserva de sexta-feira
        Não consigo entrar na conta|Muito obrigado pela ajuda!|Podem enviar a fatura outra vez?
        A minha mala não chegou|Fui cobrado duas vezes este mês|Quando abre o vosso escritório?
    """,
    "nl": """
        Waar is mijn bestelling? Ik wacht al twee weken.|Annuleer alstublieft mijn boeking voor vrijdag
        Ik kan niet inloggen|Hartelijk dank voor de snelle hulp!|Kunt u de factuur nog een keer sturen?
        Mijn koffer is niet aangekomen|Deze maand is er twee keer afgeschreven|Wanneer gaat uw kantoor open?
    """,
    "pl": """
        Gdzie jest moje zamówienie? Czekam już dwa tygodnie.|Proszę anulować moją rezerwację na piątek
        Nie mogę się zalogować|Dziękuję bardzo za szybką pomoc!|Proszę wysłać fakturę jeszcze raz
        Moja walizka nie dotarła|W tym miesiącu pobrano opłatę dwa razy|Kiedy otwiera się biuro?
    """,
    "tr": """
        Siparişim nerede? İki haftadır bekliyorum.|Lütfen cuma günkü rezervasyonumu iptal edin
        Giriş yapamıyorum|Hızlı yardımınız için çok teşekkürler!|Faturayı tekrar gönderir misiniz?
        Bavulum gelmedi|Bu ay iki kez para çekildi|Ofisiniz ne zaman açılıyor?
    """,
    "vi": """
        Đơn hàng của tôi ở đâu? Tôi đã chờ hai tuần.|Vui lòng hủy đặt chỗ thứ sáu|Tôi không đăng nhập được
        Cảm ơn rất nhiều|Gửi lại hóa đơn giúp tôi|Hành lý của tôi bị mất|Tháng này bị trừ tiền hai lần
        Khi nào văn phòng mở cửa?
    """,
    "id": """
        Di mana pesanan saya? Saya sudah menunggu dua minggu.|Tolong batalkan pemesanan saya untuk hari Jumat
        Saya tidak bisa masuk ke akun|Terima kasih banyak atas bantuannya!|Mohon kirim fakturnya lagi
        Koper saya belum sampai|Bulan ini saya ditagih dua kali|Kapan kantor Anda buka?
    """,
    "ja": "注文はどこですか？|金曜日の予約を取り消してください|ログインできません|ありがとうございます|請求書を再送してください",
    "ko": "주문한 물건은 어디에 있나요?|금요일 예약을 취소해 주세요|로그인이 안 됩니다|감사합니다|영수증을 다시 보내주세요",
    "he": "איפה ההזמנה שלי?|נא לבטל את ההזמנה ליום שישי|אני לא מצליח להיכנס|תודה רבה על העזרה",
    "el": "Πού είναι η παραγγελία μου;|Ακυρώστε την κράτηση|Δεν μπορώ να συνδεθώ|Ευχαριστώ πολύ",
    "hi": "मेरा ऑर्डर कहाँ है?|कृपया शुक्रवार की बुकिंग रद्द करें|मैं लॉग इन नहीं कर पा रहा|बहुत धन्यवाद",
}

LETTERS = [
    (tongue, text.strip())
    for tongue, block in TONGUES.items()
    for line in block.strip().splitlines()
    for text in line.split("|")
]
"""(language, letter) pairs."""
