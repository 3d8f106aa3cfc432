"""Plausible wrong answers to chapter 14, unseen by its checks."""

import numpy as np

from nnfs import tape


def forward_order(sources):
    waiting, order = {len(sources) - 1}, []
    for place in reversed(range(len(sources))):
        if place in waiting and sources[place]:
            order.append(place)
            waiting.update(sources[place])
    return order[::-1]


def all_results(sources):
    return [k for k in reversed(range(len(sources))) if sources[k]]


def inputs_too(sources):
    waiting, order = {len(sources) - 1}, []
    for place in reversed(range(len(sources))):
        if place in waiting:
            order.append(place)
            waiting.update(sources[place])
    return order


def breadth_first(sources):
    order = [len(sources) - 1] if sources[-1] else []
    for place in order:
        for source in sources[place]:
            if sources[source] and source not in order:
                order.append(source)
    return order


def depth_first(sources):
    order = []

    def visit(place):
        if sources[place] and place not in order:
            order.append(place)
            for source in sources[place]:
                visit(source)

    visit(len(sources) - 1)
    return order


def by_recursion(sources):
    order = []

    def visit(place):
        if sources[place]:
            order.append(place)
            for source in sources[place]:
                visit(source)

    visit(len(sources) - 1)
    return order


def _both(function, sine, x, v):
    def number(x):
        return function(sine, x)

    return tape.gradient(number)(x), tape.hessian_product(number, x, v)


def plain_cosine(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: np.cos(x))
    return _both(function, sine, x, v)


def cosine_is_a_constant(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: np.cos(tape.plain(x)))
    return _both(function, sine, x, v)


def slope_of_the_cosine_without_its_sign(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: cosine(x))
    cosine = tape.elementwise(np.cos, lambda y, x: sine(x))
    return _both(function, sine, x, v)


def cosine_of_the_output(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: cosine(y))
    cosine = tape.elementwise(np.cos, lambda y, x: -sine(x))
    return _both(function, sine, x, v)


def root_of_one_minus_the_square(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: (1.0 - y * y) ** 0.5)
    return _both(function, sine, x, v)


def curvature_without_a_direction(function, x, v):
    sine = tape.elementwise(np.sin, lambda y, x: cosine(x))
    cosine = tape.elementwise(np.cos, lambda y, x: -sine(x))
    return _both(function, sine, x, np.ones_like(x))


def mean_is_a_constant(w, d):
    return d.copy()


def only_its_own_output(w, d):
    return d * (1 - w)


def forward_again(w, d):
    return d - np.sum(w * d)


def equal_weights(w, d):
    return d - np.mean(d)


def mean_of_the_slopes(w, d):
    return d - w * np.mean(d)


def mean_added_back(w, d):
    return d + w * np.sum(d)


def always_by_rows(function, x):
    outputs, backward = tape.record(function, x)
    return np.array([backward(d)[0] for d in np.eye(len(outputs))])


def always_by_columns(function, x):
    unit = np.eye(len(x))
    return np.array([tape.change(function, x, c)[1] for c in unit]).T


def _chosen(function, x, rows):
    return (always_by_rows if rows else always_by_columns)(function, x)


def the_dearer_way(function, x):
    return _chosen(function, x, len(function(x)) > len(x))


def columns_as_rows(function, x):
    if len(function(x)) < len(x):
        return always_by_rows(function, x)
    return always_by_columns(function, x).T


def rows_as_columns(function, x):
    if len(function(x)) < len(x):
        return always_by_rows(function, x).T
    return always_by_columns(function, x)


def one_walk_for_all(function, x):
    outputs, backward = tape.record(function, x)
    return np.tile(backward(np.ones(len(outputs)))[0], (len(outputs), 1))


def counted_by_a_pass(function, x):
    m = len(tape.record(function, x)[1](np.ones(len(function(x)))))
    return _chosen(function, x, m < len(x))


def _shared(function, x, v, of_a, of_b):
    def for_a(d, y, a, b):
        return d * of_a(tape.plain(a), tape.plain(b))

    def for_b(d, y, a, b):
        return d * of_b(tape.plain(a), tape.plain(b))

    rules = (for_a, for_a), (for_b, for_b)
    maximum = tape.broadcast(tape.operation(np.maximum, *rules))
    return _both(function, maximum, x, v)


def first_wins(function, x, v):
    return _shared(
        function, x, v, lambda a, b: 1.0 * (a >= b), lambda a, b: 1.0 * (b > a)
    )


def second_wins(function, x, v):
    return _shared(
        function, x, v, lambda a, b: 1.0 * (a > b), lambda a, b: 1.0 * (b >= a)
    )


def both_win(function, x, v):
    return _shared(
        function, x, v, lambda a, b: 1.0 * (a >= b), lambda a, b: 1.0 * (b >= a)
    )


def nobody_wins(function, x, v):
    return _shared(
        function, x, v, lambda a, b: 1.0 * (a > b), lambda a, b: 1.0 * (b > a)
    )


def always_half(function, x, v):
    return _shared(
        function, x, v, lambda a, b: 0.5 + 0 * a, lambda a, b: 0.5 + 0 * b
    )


def exchanged(function, x, v):
    def share(a, b):
        return (a > b) + 0.5 * (a == b)

    return _shared(function, x, v, lambda a, b: share(b, a), share)


def not_broadcast(function, x, v):
    def share(a, b):
        return (tape.plain(a) > b) + 0.5 * (tape.plain(a) == b)

    rules = (
        (lambda d, y, a, b: d * share(tape.plain(a), tape.plain(b)),) * 2,
        (lambda d, y, a, b: d * share(tape.plain(b), tape.plain(a)),) * 2,
    )
    return _both(function, tape.operation(np.maximum, *rules), x, v)


def all_kept(step, x, n):
    def whole(x):
        for _ in range(n):
            x = step(x)
        return tape.total(x)

    return tape.gradient(whole)(x)


def _in_segments(step, x, n, size):
    def segment(count):
        def run(x):
            for _ in range(count):
                x = step(x)
            return x

        return tape.checkpoint(run)

    def whole(x):
        for first in range(0, n, size):
            x = segment(min(size, n - first))(x)
        return tape.total(x)

    return tape.gradient(whole)(x)


def one_checkpoint(step, x, n):
    return _in_segments(step, x, n, n)


def a_checkpoint_for_each_step(step, x, n):
    return _in_segments(step, x, n, 1)


def ten_steps_a_segment(step, x, n):
    return _in_segments(step, x, n, 10)


def count_looked_up_late(step, x, n):
    size = int(np.ceil(np.sqrt(n)))

    def whole(x):
        for first in range(0, n, size):
            count = min(size, n - first)

            def run(x):
                for _ in range(count):  # noqa: B023  (that is the mistake)
                    x = step(x)
                return x

            x = tape.checkpoint(run)(x)
        return tape.total(x)

    return tape.gradient(whole)(x)


def rest_forgotten(step, x, n):
    size = max(1, int(np.sqrt(n)))
    return _in_segments(step, x, n // size * size, size)


def halves_of_halves(step, x, n):
    def halved(count):
        if count == 1:
            return step
        first = tape.checkpoint(halved(count // 2))
        second = tape.checkpoint(halved(count - count // 2))
        return lambda x: second(first(x))

    return tape.gradient(lambda x: tape.total(halved(n)(x)))(x)


def each_place_once(sources):
    return len(walked(sources))


def walked(sources):
    seen = {len(sources) - 1}
    for place in reversed(range(len(sources))):
        if place in seen:
            seen.update(sources[place])
    return seen


def each_use_once(sources):
    return 1 + sum(len(sources[place]) for place in walked(sources))


def _ways(sources, start=1):
    ways = [0] * len(sources)
    ways[-1] = start
    for place in reversed(range(len(sources))):
        for source in sources[place]:
            ways[source] += ways[place]
    return ways


def only_to_the_inputs(sources):
    pairs = zip(_ways(sources), sources, strict=True)
    return sum(ways for ways, above in pairs if not above)


def without_the_inputs(sources):
    pairs = zip(_ways(sources), sources, strict=True)
    return sum(ways for ways, above in pairs if above)


def output_not_counted(sources):
    return sum(_ways(sources)) - 1


def used_twice_counted_once(sources):
    return sum(_ways([tuple(set(above)) for above in sources]))


def last_use_only(sources):
    ways = [0] * len(sources)
    ways[-1] = 1
    for place in reversed(range(len(sources))):
        for source in sources[place]:
            ways[source] = ways[place]
    return sum(ways)


def _slopes(function, x):
    g = tape.gradient(function)(x)
    return g, tape.hessian_product(function, x, g)


def curvature_not_divided(function, x):
    g, Hg = _slopes(function, x)
    return g @ g / (g @ Hg) / 2


def edge_instead(function, x):
    g, Hg = _slopes(function, x)
    return 2 * (g @ g) / (g @ Hg)


def curvature_of_a_unit_step(function, x):
    g, Hg = _slopes(function, x)
    return 1 / (g @ Hg)


def lengths_of_both(function, x):
    g, Hg = _slopes(function, x)
    return np.linalg.norm(g) / np.linalg.norm(Hg)


def least_change_of_slope(function, x):
    g, Hg = _slopes(function, x)
    return g @ Hg / (Hg @ Hg)


def along_the_place(function, x):
    g, _ = _slopes(function, x)
    return g @ g / (x @ tape.hessian_product(function, x, x))


WRONG = {
    "14.1": [
        forward_order,
        all_results,
        inputs_too,
        breadth_first,
        depth_first,
        by_recursion,
    ],
    "14.2": [
        plain_cosine,
        cosine_is_a_constant,
        slope_of_the_cosine_without_its_sign,
        cosine_of_the_output,
        root_of_one_minus_the_square,
        curvature_without_a_direction,
    ],
    "14.3": [
        mean_is_a_constant,
        only_its_own_output,
        forward_again,
        equal_weights,
        mean_of_the_slopes,
        mean_added_back,
    ],
    "14.4": [
        always_by_rows,
        always_by_columns,
        the_dearer_way,
        columns_as_rows,
        rows_as_columns,
        one_walk_for_all,
        counted_by_a_pass,
    ],
    "14.5": [
        first_wins,
        second_wins,
        both_win,
        nobody_wins,
        always_half,
        exchanged,
        not_broadcast,
    ],
    "14.6": [
        all_kept,
        one_checkpoint,
        a_checkpoint_for_each_step,
        ten_steps_a_segment,
        count_looked_up_late,
        rest_forgotten,
        halves_of_halves,
    ],
    "14.7": [
        each_place_once,
        each_use_once,
        only_to_the_inputs,
        without_the_inputs,
        output_not_counted,
        used_twice_counted_once,
        last_use_only,
    ],
    "14.8": [
        curvature_not_divided,
        edge_instead,
        curvature_of_a_unit_step,
        lengths_of_both,
        least_change_of_slope,
        along_the_place,
    ],
}
