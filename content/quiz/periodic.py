"""What a worker does for quizzes from time to time; lms/notices/periodic.py finds it."""

TASKS = {"content.quiz.closing.close_all": 60}
