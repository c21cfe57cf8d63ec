package lantern.routine

import java.time.Duration
import java.time.LocalDate

/** The tasks of a household, day by day. */
class Schedule(tasks: Iterable<Task>) {
    private val tasks = tasks.sortedBy(Task::name)

    fun on(day: LocalDate): List<Task> = tasks.filter { it.recurrence.happensOn(day) }

    fun workload(day: LocalDate): Duration =
        on(day).fold(Duration.ZERO) { total, task -> total + task.duration }

    /** The day with the least to do among the next [days]. */
    fun quietestDay(from: LocalDate, days: Int): LocalDate {
        require(days > 0) { "days must be positive, not $days" }
        return (0 until days).map { from.plusDays(it.toLong()) }.minBy(::workload)
    }
}
