import json

import pytest
from support import HOME

from sitdown.rehearsal.language import is_other_language

OTHER = [
    "Gracias por recibirme. Quisiera entender qué dudas tenían sobre mí.",
    "no entiendo por que no me dieron el puesto",
    "Je comprends votre décision. Pouvez-vous me donner un exemple précis ?",
    "Danke für die Zeit. Was genau hat Sie zögern lassen?",
    "Grazie per il tempo, vorrei capire quali erano i dubbi.",
    "Obrigado pelo seu tempo, gostaria de entender o que faltou.",
    "Dank u wel, wat waren precies uw twijfels over mij?",
    "Dziękuję za spotkanie. Czy może pan podać przykład?",
    "Chciałbym poprowadzić drugą zmianę, żeby zmniejszyć liczbę reklamacji od klientów.",
    "Tack för att du tog dig tid. Vad var det som gjorde dig tveksam?",
    "Salamat po sa oras ninyo. Ano po ang kulang ko?",
    "Zaman ayırdığınız için teşekkür ederim. Neden ben seçilmedim?",
    "Спасибо за встречу. Что вас смутило во мне?",
    "谢谢您抽出时间。您对我有什么顾虑？",
    "مرحبا، شكرا على وقتك",
]
ENGLISH = [
    "Gracias boss, I hear you on the handovers.",
    "Por favor, tell me what was missing",
    "Maria and Juan de la Cruz, they want more men on line two",
    "aye canna argue wi that",
    "dem seh mi nuh ready, but mi run di line",
    "Wah so like dat lah, can meh",
    "fr fr no cap that was on me lol",
    "ok ill be nicer",
    "no no no no, I mean yes",
    "Merci.",
    "Łukasz, José and Björn can vouch for me",
    "αβγ",
    "👍👍👍👍👍",
    "",
]


@pytest.fixture(scope="module")
def is_other(content):
    return lambda text: is_other_language(text, sentence_words=content.evidence.sentence_words)


@pytest.mark.parametrize("text", OTHER)
def test_is_other_language_knows_clear_cases(is_other, text):
    assert is_other(text)


@pytest.mark.parametrize("text", ENGLISH)
def test_is_other_language_takes_dialect_names_and_doubt_for_english(is_other, text):
    assert not is_other(text)


@pytest.mark.parametrize("name", ["calibration", "dev", "test"])
def test_is_other_language_takes_no_rated_reply_for_another(is_other, name):
    rows = [json.loads(line) for line in (HOME / f"tests/data/replies/{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["reply"] for row in rows if is_other(row["reply"])] == []
