package lantern.routine

import java.time.DayOfWeek
import java.time.Duration
import java.time.LocalDate
import kotlin.test.Test
import kotlin.test.assertEquals

class ScheduleTest {
    private val monday = LocalDate.of(2024, 1, 1)
    private val schedule = Schedule(
        listOf(
            Task("water plants", EveryDays(monday, 2)),
            Task("sweep", Weekly(setOf(DayOfWeek.MONDAY)), Duration.ofMinutes(30)),
        ),
    )

    @Test
    fun `tasks of a day are sorted by name`() {
        assertEquals(listOf("sweep", "water plants"), schedule.on(monday).map { it.name })
    }

    @Test
    fun `workload adds durations`() {
        assertEquals(Duration.ofMinutes(45), schedule.workload(monday))
    }

    @Test
    fun `the quietest day has nothing to do`() {
        assertEquals(monday.plusDays(1), schedule.quietestDay(monday, 3))
    }
}
