package lantern.routine

import java.time.DayOfWeek
import java.time.LocalDate

/** Says on which days something happens. */
sealed interface Recurrence {
    fun happensOn(day: LocalDate): Boolean
}

data class EveryDays(val start: LocalDate, val interval: Long) : Recurrence {
    init {
        require(interval > 0) { "interval must be positive, not $interval" }
    }

    override fun happensOn(day: LocalDate): Boolean =
        day >= start && (day.toEpochDay() - start.toEpochDay()) % interval == 0L
}

data class Weekly(val days: Set<DayOfWeek>) : Recurrence {
    override fun happensOn(day: LocalDate): Boolean = day.dayOfWeek in days
}

/** The next day from [from] on, or null if there is none within a year. */
fun Recurrence.next(from: LocalDate): LocalDate? =
    generateSequence(from) { it.plusDays(1) }.take(366).firstOrNull(::happensOn)
