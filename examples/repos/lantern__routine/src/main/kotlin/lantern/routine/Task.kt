package lantern.routine

import java.time.Duration

/** Something that is done again and again. */
data class Task(
    val name: String,
    val recurrence: Recurrence,
    val duration: Duration = Duration.ofMinutes(15),
) {
    init {
        require(name.isNotBlank()) { "a task needs a name" }
    }
}
