"""A grade as instructors' systems want it: pure functions from the document of schema/grade.schema.json to text."""
