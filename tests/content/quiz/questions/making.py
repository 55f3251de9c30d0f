"""Documents and responses that hypothesis makes up: good ones of each type, and rubbish."""

from hypothesis import strategies as st

from content.quiz.questions import TYPES

texts = st.text(min_size=1, max_size=40).map(lambda text: f"x{text}")
plain = st.text(alphabet="abcdé <>&*\\'\"[]{}~=#:0123456789", min_size=1, max_size=15).map(lambda text: f"y{text}")
rich = st.sampled_from(
    [
        "<p>Un</p>",
        "Deux <b>gras</b> & co",
        "<ul><li>trois</li></ul>",
        "a < b",
        "<script>alert(1)</script>quatre",
        '<img src="media:chat.png" alt="Un chat">',
        "https://example.org/?a=1&b=2",
        "<table><tr><td>1</td></tr></table>",
        "x<sup>2</sup>",
        "",
    ]
)
shares = st.sampled_from([0, 0.25, 0.5, 0.3333333, 1])
numbers = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4))
flags = st.booleans()


def answers(share_strategy=shares, text_strategy=plain):
    others = st.lists(
        st.fixed_dictionaries({"text": text_strategy, "share": share_strategy, "feedback": rich}), max_size=4
    )
    first = st.fixed_dictionaries({"text": text_strategy, "share": st.just(1), "feedback": rich})
    return st.tuples(first, others).map(lambda found: [found[0], *found[1]])


def unlike(items, name="text"):
    """The items whose text was not met before."""
    return list({item[name].strip().casefold(): item for item in items}.values())


choices = st.tuples(answers(), answers()).map(lambda found: numbered(found[0] + found[1]))
expected = st.lists(
    st.fixed_dictionaries({"value": numbers, "tolerance": st.sampled_from([0, 0.5, 2])}), min_size=1, max_size=3
)


def numbered(items):
    return [item | {"text": f"{place}. {item['text']}"} for place, item in enumerate(items)]


def gap_texts(count):
    return " et ".join(f"[[{place}]]" for place in range(1, count + 1))


gap = st.one_of(
    st.fixed_dictionaries({"type": st.just("typed"), "answers": answers(), "case": flags, "weight": st.just(1)}),
    st.fixed_dictionaries({"type": st.just("number"), "answers": expected, "weight": st.just(2)}),
    st.fixed_dictionaries({"type": st.just("chosen"), "answers": choices, "shuffle": flags, "weight": st.just(1)}),
)
words = st.lists(plain, min_size=1, max_size=4).map(
    lambda found: [f"{place} {word}" for place, word in enumerate(found)]
)

own = {
    "single": st.fixed_dictionaries({"choices": choices, "shuffle": flags}),
    "multiple": st.integers(1, 5).flatmap(
        lambda right: st.fixed_dictionaries(
            {
                "choices": st.just(
                    [{"text": f"juste {each}", "share": round(1 / right, 5)} for each in range(right)]
                    + [{"text": f"faux {each}", "share": share} for each, share in enumerate((0, -0.5, -1))]
                ),
                "exact": flags,
            }
        )
    ),
    "true_false": st.fixed_dictionaries({"answer": flags, "feedback_true": rich, "feedback_false": rich}),
    "short": st.fixed_dictionaries({"answers": answers(), "case": flags}),
    "numerical": st.fixed_dictionaries({"answers": expected, "unit": st.sampled_from(["", "€", "km"])}),
    "matching": st.fixed_dictionaries(
        {
            "pairs": words.map(lambda found: [{"text": f"à {word}", "answer": word} for word in found]),
            "distractors": words.map(lambda found: [f"d{word}" for word in found]),
            "shuffle": flags,
        }
    ),
    "ordering": words.map(lambda found: {"items": [{"text": word} for word in [*found, "fin"]]}),
    "gaps": st.lists(gap, min_size=1, max_size=4).map(lambda found: {"text": gap_texts(len(found)), "gaps": found}),
    "drag": st.tuples(words, words).map(
        lambda found: {
            "text": gap_texts(len(found[0])),
            "blanks": found[0],
            "distractors": [f"d{word}" for word in found[1]],
        }
    ),
    "essay": st.fixed_dictionaries({"max_words": st.integers(100, 300), "start": plain, "guidance": rich}),
}
assert set(own) == set(TYPES)

shared = st.fixed_dictionaries(
    {
        "name": plain,
        "text": st.sampled_from(["<p>Question ?</p>", "Question & réponse", "<p>a</p><p>b <code>{c}</code></p>"]),
        "points": st.sampled_from([0, 0.5, 1, 2, 10]),
        "feedback": rich,
        "feedback_right": rich,
        "feedback_partly": rich,
        "feedback_wrong": rich,
        "tags": st.lists(plain, max_size=3),
    }
)
documents = st.sampled_from(sorted(own)).flatmap(
    lambda name: st.tuples(shared, own[name]).map(lambda found: {**found[0], **found[1], "type": name})
)

leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
rubbish = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner)),
    max_leaves=12,
)


def responses_to(question):
    """Rubbish with the right shape: real keys with any values under them."""
    keys = [*question.keys()[0], "1", "2", *(pair.key for pair in getattr(question, "pairs", ()))]
    inner = st.one_of(
        rubbish,
        st.sampled_from(keys),
        st.lists(st.sampled_from(keys)),
        st.dictionaries(st.sampled_from(keys), st.one_of(st.sampled_from(keys), st.integers(0, 6), rubbish)),
        st.sampled_from(["12", "0,9", "*", "charges"]),
    )
    return st.dictionaries(st.sampled_from(["choice", "choices", "text", "pairs", "places", "gaps"]), inner)
