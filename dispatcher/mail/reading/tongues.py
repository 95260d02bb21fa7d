"""What tells languages of one script apart: their commonest words, and letters that few others have."""

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WORDS: Final = {
    "en": _words(
        """
        the and a in you your is are was were my please hello hi dear thanks thank with have has this
        that not for of to can i it we our when where what why how be been will would could should
        an any from which there did do does don't can't no but if as at by on or so they he she me
        us
        """
    ),
    "de": _words(
        """
        der die das und ist sind ich sie wir ihr ihre ihren mein meine meinen nicht ein eine einen
        für mit bitte danke vielen dank hallo wann wo was warum wie wurde wird habe haben auf von zu
        zum zur den dem des im auch noch es an bei aus oder wenn kann können dass keine kein mir
        mich uns diesen diese dieser
        """
    ),
    "fr": _words(
        """
        le la les et est sont je vous nous mon ma mes votre vos notre ne pas un une des du de pour
        avec merci bonjour quand où que qui pourquoi comment été ai avez avons suis dans sur au aux
        ce cette ces en il elle on à s'il plaît pouvez veuillez j'ai n'est c'est d'un
        """
    ),
    "es": _words(
        """
        el la los las y es son yo usted ustedes mi mis su sus nuestro no un una unos de del para con
        gracias hola por favor cuándo dónde qué quién cómo ha he han hemos en al este esta estos se
        me que lo le muy pero está están puedo pueden
        """
    ),
    "it": _words(
        """
        il lo la gli le e è sono io voi vostro vostra mio mia miei non un una uno di del della dei
        per con grazie ciao buongiorno quando dove che chi perché come ho ha hai avete abbiamo in
        nel nella al alla questo questa si mi vi potete da dal
        """
    ),
    "pt": _words(
        """
        o a os as e é são eu você vocês meu minha meus seu sua nosso não um uma de do da dos das
        para com obrigado obrigada olá quando onde que quem porque como fui foi há em no na nos nas
        ao este esta se me por favor muito mas está estão pelo pela podem posso vosso
        """
    ),
    "nl": _words(
        """
        de het een en is zijn ik u uw wij jij je mijn onze niet voor met van aan op in dank bedankt
        hallo wanneer waar wat waarom hoe heb heeft hebben kan kunt kunnen wordt werd er nog al naar
        bij ook dit dat deze die om te alstublieft graag
        """
    ),
    "sv": _words(
        """
        och är jag ni vi min mitt mina er era vår inte en ett den det de för med av på i till tack
        hej när var vad varför hur har hade kan som att om från eller men mig oss detta denna
        """
    ),
    "pl": _words(
        """
        i jest są ja pan pani państwo mój moja moje mojego nie się w we z ze na do od po za o dla
        proszę dziękuję dzień dobry kiedy gdzie co kto dlaczego jak czy mam ma może mogę już jeszcze
        to ten ta tym bardzo ale że
        """
    ),
    "tr": _words(
        """
        ve bir bu şu ben siz biz benim sizin bizim değil için ile lütfen teşekkür teşekkürler
        merhaba ne nerede zaman neden nasıl mi mı mu mü var yok çok ama daha kadar gibi bana beni
        size olarak oldu
        """
    ),
    "vi": _words(
        """
        tôi bạn chúng của và là không có được cho với cảm ơn xin chào ở đâu khi nào gì sao đã đang
        sẽ này đó một các những trong từ đến rất lại bị vui lòng giúp
        """
    ),
    "id": _words(
        """
        saya anda kami kita dan yang di ke dari untuk dengan tidak bukan ini itu ada sudah belum
        akan bisa tolong mohon terima kasih halo kapan mana apa siapa mengapa bagaimana atas pada
        juga lagi sangat tapi karena atau hari
        """
    ),
    "ar": _words(
        """
        من في على إلى الى عن مع هذا هذه ذلك التي الذي لا لم لن ما هل أين متى كيف لماذا أنا نحن أنت
        كان كانت قد تم شكرا شكراً مرحبا السلام عليكم أرجو يرجى فضلك أن إن أو ولكن بعد قبل
        """
    ),
    "fa": _words(
        """
        از به در را که این آن است هست نیست بود شد من ما شما با برای تا هم نه چرا چه کی کجا چگونه
        لطفا لطفاً سلام ممنون تشکر خواهش یک دو می نمی های ها و اما اگر خود هنوز باید شده کنید
        """
    ),
    "ur": _words(
        """
        میں میرا میری میرے کا کی کے کو سے نے پر ہے ہیں تھا تھی اور یہ وہ آپ ہم نہیں کیا کب کہاں کیوں
        کیسے براہ کرم شکریہ ایک دو بہت مدد کر دیں گیا بھی لیے تک
        """
    ),
    "ru": _words(
        """
        и в не на я вы мы что это как где когда почему мой моя мое моё мои ваш ваша у меня с со за
        по из до для от пожалуйста спасибо здравствуйте добрый день уже ещё еще но или если нет да
        был была было мне нам вам
        """
    ),
    "uk": _words(
        """
        і й в у не на я ви ми що це як де коли чому мій моя моє мої ваш ваша мене з із за по до для
        від будь ласка дякую вітаю добрий день вже ще але або якщо ні так був була було мені нам вам
        """
    ),
}
"""The commonest words of a language, lower-cased; words that two share help neither."""

LETTERS: Final = {
    "de": "äöüß",
    "fr": "éèêàçùâîôœë",
    "es": "ñ¿¡áéíóú",
    "it": "àèìòù",
    "pt": "ãõçáéíóúâê",
    "sv": "åäö",
    "pl": "ąćęłńśźżó",
    "tr": "ğışçöü",
    "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "ar": "ةىيكأإؤ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےہھ",
    "uk": "іїєґ",
    "ru": "ыэъё",
}
"""Letters that a language has and some of its neighbours in the script have not."""

KIN: Final = {
    "latin": ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "vi", "id"),
    "arabic": ("ar", "fa", "ur"),
    "ru": ("ru", "uk"),
}
"""The languages of a script that are told apart."""
