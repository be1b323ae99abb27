"""How far learners are: plain arithmetic, tried on thousands of courses."""

from hypothesis import given
from hypothesis import strategies as st

from cohorts.progress import next_activity, progress_in
from courses.choices import Depth
from modules.outline import ActivityOutline, ModuleOutline, Outline


def outline(*modules):
    """Build an outline from the ids of its activities; a negative id is an optional one."""
    return Outline(
        1,
        tuple(
            ModuleOutline(
                place,
                f"Module {place}",
                Depth.DISCOVERY,
                tuple(
                    ActivityOutline(abs(number), f"Leçon {abs(number)}", "lesson", 10, number > 0)
                    for number in numbers
                ),
            )
            for place, numbers in enumerate(modules, start=100)
        ),
    )


@st.composite
def courses(draw):
    count = draw(st.integers(0, 40))
    signs = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    numbers = [number if sign else -number for number, sign in enumerate(signs, start=1)]
    cut = draw(st.integers(0, count))
    done = draw(st.sets(st.integers(1, 50)))
    last = draw(st.none() | st.integers(1, 50))
    return outline(numbers[:cut], numbers[cut:]), done, last


def test_progress_counts_required_activities_by_module():
    progress = progress_in(outline([1, 2, -3], [4]), {1, 3, 99})

    assert (progress.tally.done, progress.tally.total, progress.percent) == (1, 3, 33)
    assert [(part.module.id, part.percent) for part in progress.modules] == [(100, 50), (101, 0)]
    assert (progress.minutes_left, progress.completed) == (20, {1, 3})


def test_a_course_without_activities_is_not_done():
    progress = progress_in(outline([], []), set())

    assert (progress.percent, progress.tally.is_done, progress.next_activity) == (0, False, None)


def test_people_who_have_finished_are_at_100_whatever_was_added():
    assert progress_in(outline([1, 2]), {1}, is_finished=True).percent == 100


def test_the_next_activity_is_where_the_learner_stopped():
    steps = outline([1, 2, 3, 4]).activities

    assert next_activity(steps, set(), None).id == 1
    assert next_activity(steps, set(), 3).id == 3
    assert next_activity(steps, {3}, 3).id == 4
    assert next_activity(steps, {3, 4}, 3).id == 1
    assert next_activity(steps, {1, 2, 3, 4}, 3) is None
    assert next_activity(steps, {1}, 99).id == 2


@given(courses())
def test_percent_is_whole_and_100_only_when_everything_required_is_done(course):
    steps, done, last = course
    progress = progress_in(steps, done, last_activity_id=last)

    assert 0 <= progress.percent <= 100
    assert (progress.percent == 100) == progress.tally.is_done
    assert progress.tally.is_done == bool(steps.required_ids and steps.required_ids <= done)


@given(courses(), st.integers(1, 40))
def test_doing_one_more_activity_never_sets_anybody_back(course, more):
    steps, done, _last = course

    assert progress_in(steps, done | {more}).percent >= progress_in(steps, done).percent


@given(courses())
def test_the_next_activity_is_always_one_still_to_do(course):
    steps, done, last = course
    following = progress_in(steps, done, last_activity_id=last).next_activity
    to_do = [step for step in steps.activities if step.id not in done]

    assert (following in to_do) if to_do else (following is None)


@given(courses())
def test_modules_add_up_to_the_course(course):
    steps, done, _last = course
    progress = progress_in(steps, done)

    assert progress.tally.done == sum(part.tally.done for part in progress.modules)
    assert progress.tally.total == sum(part.tally.total for part in progress.modules)
